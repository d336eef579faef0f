package io.sluice.protocol.execution;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that the tests of the machine share. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Assignment RUNNER =
      new Assignment(new RunnerId("runner"), new Incarnation("first-life"));
  static final Assignment OTHER_LIFE =
      new Assignment(new RunnerId("runner"), new Incarnation("second-life"));

  static final SignedAnchor SIGNED =
      new SignedAnchor(
          new Anchor(
              new ExecutionId("e1"), Chain.START, Offset.ZERO, Anchor.TrimPoint.NOTHING, NOW),
          new Seal(new KeyId("0123456789abcdef"), Payload.utf8("a signature")));
  static final Seat SEAT = new Seat(new SessionId("session-1"), new ConsumerId("key:1"));
  static final Seat OTHER_SEAT = new Seat(new SessionId("session-2"), new ConsumerId("key:2"));

  private Samples() {}

  static Facts facts(@Nullable TerminalSize terminal) {
    CommandSpec command =
        new CommandSpec(
            "cat", List.of(), Map.of(), null, terminal, null, CommandSpec.StdinMode.OPEN);
    return new Facts(
        new ExecutionId("e1"), new TenantId("t1"), new BoxId("b1"), command, Map.of(), NOW);
  }

  /** With a limit on its output. */
  static Facts limited(OutputLimit limit) {
    Facts facts = facts();
    return new Facts(
        facts.execution(),
        facts.tenant(),
        facts.box(),
        facts.command(),
        Map.of(),
        NOW,
        null,
        Terms.keeping(new LogBounds(limit, null)));
  }

  static Facts facts() {
    return facts(null);
  }

  static Command.Accept acceptOnRunner(Facts facts) {
    return new Command.Accept(facts, new Command.Placement.On(RUNNER));
  }

  static Command.TakeReports reports(Report... reports) {
    return new Command.TakeReports(RUNNER, List.of(reports));
  }

  static Report output(long sequence, Channel channel, String text) {
    return new Report.Output(sequence, channel, sequence * 10, Payload.utf8(text));
  }

  static Report end(long sequence, Channel channel) {
    return end(sequence, channel, ChannelEnding.COMPLETE);
  }

  static Report end(long sequence, Channel channel, ChannelEnding ending) {
    return new Report.ChannelEnded(sequence, channel, sequence * 10, ending);
  }

  static Report exit(long sequence, ExitStatus status) {
    return new Report.Exited(sequence, sequence * 10, status, false);
  }

  static Report exit(long sequence, int code) {
    return exit(sequence, new ExitStatus.Code(code));
  }

  /** The state after commands that must all be accepted. */
  static State after(Command... commands) {
    return after(Execution.initial(), commands);
  }

  static State after(State from, Command... commands) {
    State state = from;
    for (Command command : commands) {
      state = Execution.evolve(state, events(state, command));
    }
    return state;
  }

  static List<Event> events(State state, Command command) {
    return switch (Execution.decide(state, command, NOW)) {
      case Decision.Accepted(var events) -> events;
      case Decision.Refused(var refusal) ->
          throw new AssertionError(command + " was refused: " + refusal);
    };
  }

  static State running() {
    return after(acceptOnRunner(facts()), new Command.ConfirmStart(RUNNER, 42));
  }

  static State ended(State state) {
    return Execution.evolve(state, events(state, new Command.GiveUpRunner()));
  }
}
