package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.seat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Has executions of each kind journaled as gateways of this version do. */
final class JournalRecorder {
  private static final Instant ACCEPTED = Instant.parse("2026-11-22T06:00:00.123456Z");

  private final ExecutionsRig rig;

  JournalRecorder(ExecutionsRig rig) {
    this.rig = rig;
  }

  /** One kind of execution. */
  interface Kind {
    void happens(ExecutionId id) throws Exception;
  }

  /** By the names of their folders. */
  Map<String, Kind> kinds() {
    return Map.of(
        "pipes", this::pipes,
        "packed", this::packed,
        "terminal", this::terminal,
        "stdin", this::stdin,
        "preemption", this::preemption,
        "trimmed", this::trimmed,
        "output-limit", this::outputLimit,
        "lost-runner", this::lostRunner,
        "unattended", this::unattended,
        "failed-start", this::failedStart);
  }

  private void begin(ExecutionId id, @Nullable TerminalSize terminal, Terms terms)
      throws Exception {
    CommandSpec command =
        new CommandSpec(
            "sh",
            List.of("-c", "echo \u00e9"),
            Map.of("LANG", "C.UTF-8"),
            "/tmp",
            terminal,
            Duration.ofMinutes(5),
            CommandSpec.StdinMode.OPEN);
    Facts facts =
        new Facts(
            id,
            new TenantId("default"),
            new BoxId("recorded"),
            command,
            Map.of("kind", id.value()),
            ACCEPTED,
            null,
            terms);
    await(rig.executions().begin(facts));
  }

  private void run(ExecutionId id, @Nullable TerminalSize terminal, Terms terms) throws Exception {
    begin(id, terminal, terms);
    rig.executions().started(rig.by(), id, 42);
    await(rig.executions().control(id, new By.Operator(), new Control.SendSignal(Signal.WINCH)));
  }

  private void take(ExecutionId id, SessionId session, boolean preempt, StartFrom from)
      throws Exception {
    await(
        rig.executions()
            .take(id, new Claim(seat(session, "name:" + session.value()), preempt, from)));
  }

  private void wrote(ExecutionId id, long sequence, Channel channel, String text) {
    rig.report(id, new Report.Output(sequence, channel, sequence * 1_000, Payload.utf8(text)));
  }

  private void ended(ExecutionId id, long sequence, ExitStatus status) throws Exception {
    rig.report(id, new Report.Exited(sequence, sequence * 1_000, status, false));
    long next = sequence + 1;
    rig.report(
        id, new Report.ChannelEnded(next, Channel.STDOUT, next * 1_000, ChannelEnding.COMPLETE));
    rig.report(
        id,
        new Report.ChannelEnded(
            next + 1, Channel.STDERR, (next + 1) * 1_000, ChannelEnding.COMPLETE));
    over(id);
  }

  private void over(ExecutionId id) throws Exception {
    await(rig.executions().awaitEnd(id, LONG));
  }

  private void awaitText(ExecutionId id, int length) {
    Awaitility.await().atMost(LONG).until(() -> ExecutionsRig.text(rig.log(id)).length() == length);
  }

  private void pipes(ExecutionId id) throws Exception {
    run(id, null, Terms.USUAL);
    wrote(id, 1, Channel.STDOUT, "one \u00e9\n");
    awaitText(id, 6);
    wrote(id, 2, Channel.STDERR, "two\n");
    rig.report(
        id,
        new Report.Output(
            3, Channel.STDOUT, 3_000, Payload.owning(new byte[] {0, (byte) 0xff, 27, 10})));
    ended(id, 4, new ExitStatus.Code(3));
  }

  /** Output that is packed in its rows, and some that is not, over the borders of both. */
  private void packed(ExecutionId id) throws Exception {
    run(id, null, Terms.USUAL);
    String lines = "a line that comes again, \u00e9\n".repeat(200);
    wrote(id, 1, Channel.STDOUT, lines);
    awaitText(id, lines.length());
    wrote(id, 2, Channel.STDERR, "short\n");
    wrote(id, 3, Channel.STDERR, lines);
    awaitText(id, 2 * lines.length() + 6);
    byte[] random = new byte[2_000];
    new Random(3).nextBytes(random);
    rig.report(id, new Report.Output(4, Channel.STDOUT, 4_000, Payload.owning(random)));
    ended(id, 5, new ExitStatus.Code(0));
  }

  private void terminal(ExecutionId id) throws Exception {
    run(id, new TerminalSize(80, 24), Terms.USUAL);
    wrote(id, 1, Channel.STDOUT, "\u001b[1mwide\u001b[0m\r\n");
    for (int columns : List.of(100, 120)) {
      await(
          rig.executions()
              .control(id, new By.Operator(), new Control.Resize(new TerminalSize(columns, 30))));
    }
    wrote(id, 2, Channel.STDOUT, "wider\r\n");
    ended(id, 3, new ExitStatus.Code(0));
  }

  private void stdin(ExecutionId id) throws Exception {
    run(id, null, Terms.USUAL);
    take(id, SESSION, false, new StartFrom.OpenPlace());
    await(rig.executions().write(id, SESSION, StdinOffset.ZERO, Payload.utf8("input")));
    await(rig.executions().endStdin(id, SESSION, new StdinOffset(5)));
    rig.executions().tookStdin(rig.by(), id, new StdinOffset(5), true);
    wrote(id, 1, Channel.STDOUT, "input");
    awaitText(id, 5);
    Cursor all = new Cursor(new Offset(5), 5, 0);
    rig.executions().keepPlace(id, seat(SESSION, "name:session-1").consumer(), all, false);
    ended(id, 2, new ExitStatus.Code(0));
    rig.executions().leave(id, SESSION, all, true);
  }

  private void preemption(ExecutionId id) throws Exception {
    run(id, null, Terms.USUAL);
    take(id, SESSION, false, new StartFrom.OpenPlace());
    wrote(id, 1, Channel.STDOUT, "before\n");
    awaitText(id, 7);
    SessionId successor = new SessionId("session-2");
    take(id, successor, true, new StartFrom.PredecessorAcknowledged());
    wrote(id, 2, Channel.STDOUT, "after\n");
    ended(id, 3, new ExitStatus.Signalled(Signal.INT.number()));
    rig.executions().leave(id, successor, new Cursor(new Offset(13), 13, 0), true);
  }

  private void trimmed(ExecutionId id) throws Exception {
    run(id, null, Terms.USUAL);
    for (int sequence = 1; sequence <= 4; sequence++) {
      wrote(id, sequence, Channel.STDOUT, "line " + sequence + "\n");
      awaitText(id, 7 * sequence);
    }
    await(rig.executions().trim(id, new Offset(15), Command.Purpose.LIMIT));
    awaitText(id, 14);
    ended(id, 5, new ExitStatus.Code(0));
  }

  private void outputLimit(ExecutionId id) throws Exception {
    OutputLimit limit = new OutputLimit(8, OutputLimit.Policy.END);
    run(id, null, Terms.keeping(new LogBounds(limit, Duration.ofDays(36_500))));
    wrote(id, 1, Channel.STDOUT, "within ");
    wrote(id, 2, Channel.STDERR, "beyond");
    rig.framesUpTo(new GatewayFrame.Kill(id));
    ended(id, 3, new ExitStatus.Signalled(9));
  }

  private void lostRunner(ExecutionId id) throws Exception {
    run(id, null, Terms.USUAL);
    wrote(id, 1, Channel.STDOUT, "the last words\n");
    awaitText(id, 15);
    rig.endAfterARestart(id);
  }

  private void unattended(ExecutionId id) throws Exception {
    run(id, null, Terms.of(new UnattendedRule.After(Duration.ofMillis(50))));
    wrote(id, 1, Channel.STDOUT, "$ ");
    awaitText(id, 2);
    take(id, SESSION, false, new StartFrom.OpenPlace());
    rig.executions().leave(id, SESSION, new Cursor(new Offset(2), 2, 0), false);
    rig.framesUpTo(new GatewayFrame.Kill(id));
    ended(id, 2, new ExitStatus.Signalled(9));
  }

  private void failedStart(ExecutionId id) throws Exception {
    begin(id, null, Terms.USUAL);
    rig.executions()
        .startFailed(rig.by(), id, StartFailure.PROGRAM_NOT_FOUND, "sh: no such program");
    over(id);
  }
}
