package io.sluice.gateway.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BoxKeeperTest {
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration NEVER = Duration.ZERO;

  private final BoxRig rig = new BoxRig();

  private Box started(Duration idleStop, Duration deleteAfterStop) {
    Box box = rig.created(BoxRig.SHELL, idleStop, deleteAfterStop);
    rig.start(box);
    rig.sweep();
    return box;
  }

  private void passAndSweep(Duration time) {
    rig.pass(time);
    rig.sweep();
  }

  @Test
  @Tag("C20")
  void aBoxNobodyUsesIsStoppedThoughItsMainSessionWaits() {
    Box box = started(IDLE, NEVER);

    passAndSweep(IDLE.minusNanos(1));
    Box.Status before = rig.status(box);
    passAndSweep(Duration.ofNanos(1));

    assertThat(before).isEqualTo(Box.Status.RUNNING);
    assertThat(rig.status(box)).isEqualTo(Box.Status.STOPPED);
    assertThat(rig.now(box).life().stoppedItself()).isTrue();
    assertThat(rig.executions.killed()).containsExactly(rig.now(box).life().main());
  }

  @Test
  @Tag("C20")
  void aCommandKeepsItAwakeHoweverLongItRunsAndIdlenessIsCountedFromItsEnd() {
    Box box = started(IDLE, NEVER);
    ExecutionId command = rig.exec("e1", box);

    passAndSweep(IDLE.multipliedBy(3));
    rig.over(command);
    passAndSweep(IDLE.minusNanos(1));
    Box.Status after = rig.status(box);
    passAndSweep(IDLE);

    assertThat(after).isEqualTo(Box.Status.RUNNING);
    assertThat(rig.status(box)).isEqualTo(Box.Status.STOPPED);
  }

  @Test
  @Tag("C20")
  void useOfItsMainSessionKeepsItAwake() {
    Box box = started(IDLE, NEVER);

    rig.pass(IDLE.dividedBy(2));
    rig.uses.used(rig.mainId(box));
    passAndSweep(IDLE.minusNanos(1));

    assertThat(rig.status(box)).isEqualTo(Box.Status.RUNNING);
  }

  @Test
  void aBoxWhoseMainSessionWaitsForItsPlaceIsNotIdle() {
    Box box = started(IDLE, NEVER);
    ExecutionId main = rig.mainId(box);
    rig.executions.queue(main);

    passAndSweep(IDLE.multipliedBy(3));
    Box.Status queued = rig.status(box);
    rig.over(main);
    passAndSweep(IDLE);

    assertThat(queued).isEqualTo(Box.Status.RUNNING);
    assertThat(rig.status(box)).isEqualTo(Box.Status.STOPPED);
  }

  @Test
  @Tag("C20")
  void lookingAtItKeepsItNotAwake() {
    Box box = started(IDLE, NEVER);

    for (int i = 0; i < 20; i++) {
      rig.pass(IDLE.dividedBy(20));
      BoxRig.done(rig.boxes.find(BoxRig.TENANT, box.id().value()));
      BoxRig.done(rig.boxes.list(BoxRig.TENANT, null, 10, null));
      rig.mainId(box);
    }
    rig.sweep();

    assertThat(rig.status(box)).isEqualTo(Box.Status.STOPPED);
  }

  @Test
  @Tag("C13")
  void aUseBetweenTheLookAndTheStopCancelsIt() {
    Box box = started(IDLE, NEVER);
    rig.pass(IDLE);
    rig.rows.beforeNextHalt(() -> rig.exec("e1", box));

    rig.sweep();

    assertThat(rig.status(box)).isEqualTo(Box.Status.RUNNING);
    assertThat(rig.executions.killed()).isEmpty();
  }

  @Test
  void aBoxThatIsNotToStopByItselfIsLeftAlone() {
    Box box = started(NEVER, NEVER);

    passAndSweep(Duration.ofDays(365));

    assertThat(rig.status(box)).isEqualTo(Box.Status.RUNNING);
  }

  @Test
  @Tag("C13")
  void aStoppedBoxIsRemovedAfterItsTimeAndOneThatWasStartedAgainIsNot() {
    Box box = started(NEVER, IDLE);
    Box again = started(NEVER, IDLE);
    for (Box each : List.of(box, again)) {
      BoxRig.done(rig.boxes.stop(BoxRig.TENANT, each.id()));
      rig.over(Objects.requireNonNull(rig.now(each).life().main()));
    }

    passAndSweep(IDLE.minusNanos(1000));
    boolean early = rig.rows.box(BoxRig.TENANT, box.id()).isEmpty();
    rig.start(again);
    passAndSweep(Duration.ofNanos(1000));

    assertThat(early).isFalse();
    assertThat(rig.rows.box(BoxRig.TENANT, box.id())).isEmpty();
    assertThat(rig.runners.removed()).containsExactly(box.id());
    assertThat(rig.status(again)).isEqualTo(Box.Status.RUNNING);
  }

  @Test
  @Tag("C19")
  void aStopThatACrashBrokeOffIsFinished() {
    Box box = started(NEVER, NEVER);
    rig.rows.haltBox(BoxRig.TENANT, Halt.stop(box.id()), BoxRig.START);

    rig.sweep();
    Box.Status early = rig.status(box);
    passAndSweep(BoxRig.STOP_WITHIN);

    assertThat(early).isEqualTo(Box.Status.STOPPING);
    assertThat(rig.status(box)).isEqualTo(Box.Status.STOPPED);
    assertThat(rig.executions.killed()).hasSize(1);
  }
}
