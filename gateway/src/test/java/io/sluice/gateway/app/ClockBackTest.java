package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.UnattendedRule;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clock of the gateway is put back while executions run, over a real journal. */
@ExtendWith(SharedRig.class)
class ClockBackTest {
  private static final Duration BACK = Duration.ofHours(3);

  private final ExecutionsRig rig;

  ClockBackTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @AfterEach
  void setRight() {
    rig.clock = InstantSource.system();
  }

  private void putBack() {
    rig.clock = () -> Instant.now().minus(BACK);
  }

  private static @Nullable Instant at(Event event) {
    return switch (event) {
      case Event.Accepted accepted -> accepted.facts().acceptedAt();
      case Event.Placed placed -> placed.at();
      case Event.Started started -> started.at();
      case Event.KillRequested kill -> kill.at();
      case Event.SignalRequested signal -> signal.at();
      case Event.Resized resized -> resized.at();
      case Event.OfAudience attended -> attended.at();
      case Event.Anchored(var signed) -> signed.anchor().at();
      case Event.Ended ended -> ended.at();
      case Event.OutputAppended _, Event.ChannelEnded _, Event.OutputCut _, Event.ProcessExited _ ->
          null;
    };
  }

  @Test
  @Tag("L11")
  @Tag("T4")
  void noTimeOfALogGoesBackNotEvenASignedOne() throws Exception {
    ExecutionId id = rig.controlled("clock-back");
    rig.report(id, output(1, "before"));
    await(rig.executions().control(id, new By.Operator(), new Control.SendSignal(Signal.WINCH)));
    Instant before = Instant.now();

    putBack();
    rig.executions().leave(id, SESSION, Cursor.START, false);
    await(rig.executions().control(id, new By.Operator(), new Control.SendSignal(Signal.USR1)));
    rig.report(id, output(2, "after"));
    rig.end(id, 3);
    await(rig.executions().awaitEnd(id, LONG));
    SignedLogs.await(rig, id);

    List<Instant> times =
        rig.log(id).stream()
            .map(Entry::event)
            .map(ClockBackTest::at)
            .flatMap(Stream::ofNullable)
            .toList();
    assertThat(times).hasSizeGreaterThan(6).isSorted();
    assertThat(times.getLast()).isBeforeOrEqualTo(before);
    assertThat(ExecutionsRig.text(rig.log(id))).isEqualTo("beforeafter");
  }

  @Test
  @Tag("C8")
  @Tag("L11")
  void whatNobodyAttendsEndsAfterItsTimeCountedAnewAndNotAfterTheHours() throws Exception {
    ExecutionId id = new ExecutionId("clock-back-unattended");
    Facts plain = ExecutionsRig.facts(id);
    Terms terms = Terms.of(new UnattendedRule.After(Duration.ofMillis(50)));
    await(
        rig.executions()
            .begin(
                new Facts(
                    id,
                    plain.tenant(),
                    plain.box(),
                    plain.command(),
                    Map.of(),
                    plain.acceptedAt(),
                    null,
                    terms)));
    rig.executions().started(rig.by(), id, 42);
    await(
        rig.executions()
            .take(id, new Claim(seat(SESSION, "key:1"), false, new StartFrom.OpenPlace())));

    putBack();
    rig.executions().leave(id, SESSION, Cursor.START, false);

    assertThat(rig.framesUpTo(new GatewayFrame.Kill(id))).isNotEmpty();
  }

  @Test
  @Tag("O3")
  void aWaitForTheEndIsOverInTime() throws Exception {
    ExecutionId id = rig.begun("clock-back-wait");
    rig.report(id, output(1, "kept"));
    await(rig.executions().control(id, new By.Operator(), new Control.SendSignal(Signal.WINCH)));

    putBack();
    var state = rig.executions().awaitEnd(id, Duration.ofMillis(20));
    assertThat(await(state).getClass().getSimpleName()).isEqualTo("Running");
    assertThat(ExecutionsRig.text(rig.log(id))).isEqualTo("kept");
  }
}
