package io.sluice.gateway.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.box.Boxes.MainAnswer;
import io.sluice.gateway.box.Boxes.StartAnswer;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MainSessionTest {
  private static final RunnerId HOME = new RunnerId("home");

  private final BoxRig rig = new BoxRig();

  private Box withShell() {
    return rig.created(BoxRig.SHELL, Duration.ZERO, Duration.ZERO);
  }

  @Test
  @Tag("C11")
  void aStartBeginsItWithWhatTheBoxGivesItAndItIsMarkedAsWhatItIs() {
    Box box = withShell();

    rig.start(box);

    Facts main = rig.executions.begun().getFirst();
    assertThat(main.execution()).isEqualTo(rig.mainId(box));
    assertThat(main.isMainSession()).isTrue();
    assertThat(main.command().environment()).isEqualTo(Map.of("A", "1"));
    assertThat(main.command().workingDirectory()).isEqualTo("/work");
    assertThat(main.command().terminal()).isEqualTo(BoxRig.SHELL.terminal());
    assertThat(rig.rows.unfinishedIn(BoxRig.TENANT, box.id())).containsExactly(main.execution());
    assertThat(rig.facts("other", box).isMainSession()).isFalse();
  }

  @Test
  @Tag("C11")
  void itEndsNeverThoughNobodyAttendsItAndRunsWhereAndWithinWhatItsBoxMay() {
    Box box = withShell();
    rig.rows.settle(box.id(), HOME);

    rig.start(box);

    Facts main = rig.executions.begun().getFirst();
    assertThat(main.terms())
        .isEqualTo(new Terms(new UnattendedRule.Never(), BoxRig.WANTED, BoxLimits.ofBox(128, 1)));
    assertThat(rig.executions.home(main.execution())).contains(HOME);
  }

  @Test
  @Tag("L6")
  void ofSeveralStartsAtOnceOneBeginsItAndARepeatChangesNothing() {
    Box box = withShell();
    CompletableFuture<Boolean> gate = rig.executions.hold();

    var first = rig.boxes.start(BoxRig.TENANT, box.id()).toCompletableFuture();
    var second = rig.boxes.start(BoxRig.TENANT, box.id()).toCompletableFuture();
    boolean early = first.isDone() || second.isDone();
    gate.complete(true);
    StartAnswer repeat = rig.start(box);

    assertThat(early).isFalse();
    assertThat(first.join()).isEqualTo(second.join()).isEqualTo(repeat);
    assertThat(repeat).isEqualTo(new StartAnswer.Started(rig.now(box)));
    assertThat(rig.executions.begun()).hasSize(1);
  }

  @Test
  @Tag("C12")
  void afterARestartAnotherOneIsHandedOut() {
    Box box = withShell();
    rig.start(box);
    ExecutionId first = rig.mainId(box);

    BoxRig.done(rig.boxes.stop(BoxRig.TENANT, box.id()));
    MainAnswer stopped = rig.main(box);
    rig.start(box);

    assertThat(stopped).isEqualTo(new MainAnswer.NotRunning());
    assertThat(rig.mainId(box)).isNotEqualTo(first);
    assertThat(rig.executions.killed()).containsExactly(first);
  }

  @Test
  void whenItEndsByItselfTheBoxRunsOnAndItIsStillTheOne() {
    Box box = withShell();
    rig.start(box);
    ExecutionId main = rig.mainId(box);

    rig.over(main);
    rig.start(box);

    assertThat(rig.status(box)).isEqualTo(Box.Status.RUNNING);
    assertThat(rig.mainId(box)).isEqualTo(main);
  }

  @Test
  @Tag("L6")
  void withoutARunnerTheBoxIsStoppedAndMayBeStartedAgain() {
    Box box = withShell();
    CompletableFuture<Boolean> gate = rig.executions.hold();
    rig.executions.disconnect();
    gate.complete(true);

    StartAnswer refused = rig.start(box);
    Box.Status after = rig.status(box);
    rig.executions.connect();
    StartAnswer retried = rig.start(box);

    assertThat(refused).isInstanceOf(StartAnswer.NotPlaced.class);
    assertThat(after).isEqualTo(Box.Status.STOPPED);
    assertThat(rig.rows.unfinished()).containsExactly(rig.mainId(box));
    assertThat(retried).isEqualTo(new StartAnswer.Started(rig.now(box)));
  }

  @ParameterizedTest
  @EnumSource(names = {"START_FAILED", "TIMED_OUT"})
  @Tag("L6")
  void oneThatNeverRanIsFollowedByAnotherAtTheNextStartAndByNoneAtAnAttach(EndReason why) {
    Box box = withShell();
    rig.start(box);
    ExecutionId failed = rig.mainId(box);
    rig.executions.end(failed, why);

    ExecutionId attached = rig.mainId(box);
    rig.start(box);

    assertThat(attached).isEqualTo(failed);
    assertThat(rig.mainId(box)).isNotEqualTo(failed);
    assertThat(rig.executions.begun()).hasSize(2);
  }

  @Test
  @Tag("L6")
  void whatACrashLeftBetweenTheStartAndItsBeginIsBegunByTheNextOneUnderTheSameId() {
    Box box = withShell();
    rig.rows.startBox(BoxRig.TENANT, box.id(), new ExecutionId("chosen"), BoxRig.START);

    MainAnswer main = rig.main(box);

    assertThat(main).isEqualTo(new MainAnswer.Ready(new ExecutionId("chosen")));
    assertThat(rig.executions.begun()).hasSize(1);
  }

  @Test
  void oneThatIsForgottenDoesNotRunAgain() {
    Box box = withShell();
    rig.start(box);
    ExecutionId main = rig.mainId(box);
    rig.rows.forget(main);
    rig.executions.forget(main);

    MainAnswer answer = rig.main(box);

    assertThat(answer).isEqualTo(new MainAnswer.Ready(main));
    assertThat(rig.executions.begun()).hasSize(1);
  }

  @Test
  void aBoxThatWasMadeWithoutACommandHasNone() {
    Box box = rig.created(null, Duration.ZERO, Duration.ZERO);

    rig.start(box);

    assertThat(rig.main(box)).isEqualTo(new MainAnswer.None());
    assertThat(rig.executions.begun()).isEmpty();
  }
}
