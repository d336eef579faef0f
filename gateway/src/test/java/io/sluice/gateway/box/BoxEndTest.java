package io.sluice.gateway.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.box.Boxes.RemoveAnswer;
import io.sluice.gateway.box.Boxes.StartAnswer;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Index.Admission;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How boxes are stopped and removed while something begins in them. */
class BoxEndTest {
  private final BoxRig rig = new BoxRig();
  private final Box box = rig.created(null, Duration.ZERO, Duration.ZERO);

  @BeforeEach
  void start() {
    rig.start(box);
  }

  /** Admitted, and on its way into the journal. */
  private CompletableFuture<BeginAnswer> entering(String id) {
    Facts facts = rig.facts(id, box);
    return rig.boxes
        .enter(
            box.id(),
            () -> {
              rig.rows.admitExecution(facts);
              return rig.executions.begin(facts);
            })
        .toCompletableFuture();
  }

  @Test
  @Tag("C19")
  void aStopWaitsForWhatIsJustBeginningAndEndsItToo() {
    CompletableFuture<Boolean> gate = rig.executions.hold();
    CompletableFuture<BeginAnswer> entering = entering("e1");

    var stop = rig.boxes.stop(BoxRig.TENANT, box.id()).toCompletableFuture();
    boolean early = stop.isDone();
    Admission late = rig.rows.admitExecution(rig.facts("e2", box));
    gate.complete(true);

    assertThat(entering.join()).isEqualTo(new BeginAnswer.Begun());
    assertThat(early).isFalse();
    assertThat(late).isEqualTo(Admission.NOT_RUNNING);
    assertThat(stop.join().orElseThrow().status()).isEqualTo(Box.Status.STOPPED);
    assertThat(rig.executions.killed()).containsExactly(new ExecutionId("e1"));
  }

  @Test
  @Tag("C19")
  void aRemovalWaitsForWhatIsJustBeginningAndEndsItToo() {
    CompletableFuture<Boolean> gate = rig.executions.hold();
    CompletableFuture<BeginAnswer> entering = entering("e1");

    var removal = rig.boxes.remove(BoxRig.TENANT, box.id(), true).toCompletableFuture();
    boolean early = removal.isDone();
    gate.complete(true);

    assertThat(entering.join()).isEqualTo(new BeginAnswer.Begun());
    assertThat(early).isFalse();
    assertThat(removal.join()).isEqualTo(RemoveAnswer.REMOVED);
    assertThat(rig.executions.killed()).containsExactly(new ExecutionId("e1"));
    assertThat(rig.runners.removed()).containsExactly(box.id());
  }

  @Test
  @Tag("C13")
  void ofTwoStopsAtOnceOneTellsTheRunnersAndOnlyOnceAllHasEnded() {
    CompletableFuture<Boolean> gate = rig.executions.hold();
    CompletableFuture<BeginAnswer> entering = entering("e1");

    var first = rig.boxes.stop(BoxRig.TENANT, box.id()).toCompletableFuture();
    var second = rig.boxes.stop(BoxRig.TENANT, box.id()).toCompletableFuture();
    List<BoxId> early = List.copyOf(rig.runners.stopped());
    gate.complete(true);

    assertThat(entering.join()).isEqualTo(new BeginAnswer.Begun());
    assertThat(early).isEmpty();
    assertThat(first.join().orElseThrow().status()).isEqualTo(Box.Status.STOPPED);
    assertThat(second.join().orElseThrow().status()).isEqualTo(Box.Status.STOPPED);
    assertThat(rig.runners.stopped()).containsExactly(box.id());
  }

  @Test
  void whatFailsToBeginHoldsUpNoStop() {
    var failing =
        rig.boxes.enter(
            box.id(),
            () -> {
              throw new IllegalStateException("a test");
            });

    var stop = rig.boxes.stop(BoxRig.TENANT, box.id()).toCompletableFuture();

    assertThat(failing.toCompletableFuture()).isCompletedExceptionally();
    assertThat(stop.join().orElseThrow().status()).isEqualTo(Box.Status.STOPPED);
  }

  @Test
  void aRepeatedStopAndARepeatedStartChangeNothing() {
    StartAnswer again = rig.start(box);
    Box running = rig.now(box);
    BoxRig.done(rig.boxes.stop(BoxRig.TENANT, box.id()));
    Box stopped = rig.now(box);
    rig.pass(Duration.ofSeconds(5));
    BoxRig.done(rig.boxes.stop(BoxRig.TENANT, box.id()));

    assertThat(again).isEqualTo(new StartAnswer.Started(running));
    assertThat(running.life().number()).isEqualTo(1);
    assertThat(rig.now(box)).isEqualTo(stopped);
    assertThat(stopped.status()).isEqualTo(Box.Status.STOPPED);
  }

  @Test
  void whatIsStoppingIsNotStarted() {
    rig.rows.haltBox(BoxRig.TENANT, Halt.stop(box.id()), BoxRig.START);

    assertThat(rig.start(box)).isEqualTo(new StartAnswer.Stopping());
    assertThat(rig.status(box)).isEqualTo(Box.Status.STOPPING);
  }
}
