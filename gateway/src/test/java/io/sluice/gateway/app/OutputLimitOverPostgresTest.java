package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.protocol.execution.Cause;
import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.OutputLimits;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.List;
import java.util.Map;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What executions and their runner come to at the limit on output, over a real journal. */
@ExtendWith(SharedRig.class)
@Tag("O31")
class OutputLimitOverPostgresTest {
  private final ExecutionsRig rig;

  OutputLimitOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  private ExecutionId begun(String name, long bytes, Policy policy) throws Exception {
    ExecutionId id = new ExecutionId(name);
    Facts facts = ExecutionsRig.facts(id);
    LogBounds bounds = new LogBounds(new OutputLimit(bytes, policy), null);
    await(
        rig.executions()
            .begin(
                new Facts(
                    id,
                    facts.tenant(),
                    facts.box(),
                    facts.command(),
                    Map.of(),
                    facts.acceptedAt(),
                    null,
                    Terms.keeping(bounds))));
    rig.executions().started(rig.by(), id, 42);
    return id;
  }

  private static Report wrote(long sequence, String text) {
    return ExecutionsRig.output(sequence, text);
  }

  private State.Known state(ExecutionId id) throws Exception {
    return (State.Known) await(rig.executions().state(id));
  }

  @Test
  void atTheEndOfItsLimitItIsKilledAndWhatComesAfterIsAcknowledgedAndNotKept() throws Exception {
    ExecutionId id = begun("limit-ends", 4, Policy.END);

    rig.report(id, wrote(1, "abc"));
    rig.report(id, wrote(2, "def"));
    rig.framesUpTo(new GatewayFrame.Kill(id));
    rig.report(id, wrote(3, "ghi"));
    while (rig.acknowledgement(id) < 3) {}
    State.Ended ended = (State.Ended) rig.endAfterARestart(id);

    assertThat(text(rig.log(id))).isEqualTo("abcd");
    assertThat(rig.log(id))
        .extracting(entry -> entry.event())
        .filteredOn(Event.KillRequested.class::isInstance)
        .extracting(event -> ((Event.KillRequested) event).cause())
        .containsExactly(Cause.OUTPUT_LIMIT);
    assertThat(ended.progress().lastSequence()).isEqualTo(3);
    assertThat(ended.outcome().truncated()).isTrue();
  }

  @Test
  @Tag("O24")
  @Tag("O34")
  void whatIsBlockedIsNotAcknowledgedUntilOutputWasRemovedNotEvenToANewLink() throws Exception {
    ExecutionId id = begun("limit-blocks", 4, Policy.BLOCK);
    rig.report(id, wrote(1, "abc"));
    assertThat(rig.acknowledgement(id)).isEqualTo(1);

    rig.report(id, wrote(2, "def"));
    awaitOffset(id, 6);
    State blocked = state(id);
    RunnerFrame.Held held = new RunnerFrame.Held(id, 2, 1, StdinOffset.ZERO, false);
    AdoptAnswer answer = await(rig.executions().adopt(rig.by(), held));
    TrimAnswer trimmed = await(rig.executions().trim(id, new Offset(3), Purpose.CLEAN_UP));

    assertThat(OutputLimits.isBlocked(blocked)).isTrue();
    assertThat(answer).isEqualTo(new AdoptAnswer.GoesOn(1));
    assertThat(trimmed).isEqualTo(new TrimAnswer.Trimmed(new Offset(3)));
    assertThat(rig.acknowledgement(id)).isEqualTo(2);
    assertThat(text(rig.log(id))).isEqualTo("def");
  }

  private void awaitOffset(ExecutionId id, long end) throws Exception {
    long[] seen = {0};
    await(
        rig.follow(id, new Logs.Start.AtOffset(Offset.ZERO))
            .takeWhile(
                item -> {
                  if (item instanceof LogItem.Journaled(var entry)
                      && entry.event() instanceof Event.OutputAppended output) {
                    seen[0] = output.bytesUpToEnd(Channel.STDOUT);
                  }
                  return seen[0] < end;
                })
            .runWith(Sink.ignore(), rig.system()));
  }

  @Test
  void whoeverKillsWhatIsBlockedNeedNotRemoveAnything() throws Exception {
    ExecutionId id = begun("limit-killed", 3, Policy.BLOCK);
    rig.report(id, wrote(1, "abc"));
    awaitOffset(id, 3);

    await(rig.executions().control(id, new By.Operator(), new Control.Kill()));

    assertThat(rig.acknowledgement(id)).isEqualTo(1);
  }

  @Test
  @Tag("O18")
  @Tag("O35")
  void theNewestIsKeptWithinItsLimitAtTheOffsetsItAlwaysHad() throws Exception {
    int limit = (int) OutputLimit.LEAST_TO_KEEP_NEWEST;
    ExecutionId id = begun("limit-keeps", limit, Policy.KEEP_NEWEST);
    int reports = 24;
    for (int sequence = 1; sequence <= reports; sequence++) {
      rig.report(id, whole(sequence));
      while (rig.acknowledgement(id) < sequence) {}
    }
    rig.end(id, reports + 1);
    State.Ended ended = (State.Ended) await(rig.executions().awaitEnd(id, LONG));

    List<LogItem> items =
        await(
            rig.follow(id, new Logs.Start.AtOffset(Offset.ZERO)).runWith(Sink.seq(), rig.system()));

    assertThat(ended.outcome().truncated()).isTrue();
    assertThat(ended.progress().offset().bytes()).isEqualTo((long) reports * full());
    assertThat(items.stream().filter(LogItem.Missing.class::isInstance)).isNotEmpty();
    for (LogItem item : items) {
      if (item instanceof LogItem.Journaled(var entry)
          && entry.event() instanceof Event.OutputAppended output) {
        assertThat(output.offset().bytes()).isEqualTo((output.sequence() - 1) * full());
        assertThat(output.payload().at(0)).isEqualTo((byte) output.sequence());
      }
    }
    long earliest = await(rig.executions().trimmed(id)).bytes();
    assertThat((long) reports * full() - earliest)
        .isBetween(limit - limit / 8L - full(), (long) limit);
  }

  private static int full() {
    return Report.MAX_PAYLOAD_BYTES;
  }

  private static Report whole(int sequence) {
    byte[] bytes = new byte[full()];
    bytes[0] = (byte) sequence;
    return new Report.Output(sequence, Channel.STDOUT, 10, Payload.owning(bytes));
  }
}
