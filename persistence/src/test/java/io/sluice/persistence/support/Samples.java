package io.sluice.persistence.support;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.Cause;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Place;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Tally;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values with every field set, and with every optional one absent. */
public final class Samples {
  public static final Instant AT = Instant.parse("2026-02-03T04:05:06.123456789Z");
  public static final TenantId TENANT = new TenantId("acme");
  public static final BoxId BOX = new BoxId("box-1");
  public static final Assignment ASSIGNMENT =
      new Assignment(new RunnerId("runner-1"), new Incarnation("life-1"));

  public static final Seat SEAT = new Seat(new SessionId("session-1"), new ConsumerId("key:1"));
  public static final Cursor CURSOR = new Cursor(new Offset(1L << 33), 1L << 32, 3);

  private Samples() {}

  public static Facts full(String id) {
    CommandSpec command =
        new CommandSpec(
            "sh",
            List.of("-c", "echo \u00e4 \ud83d\ude80 \ud800"),
            Map.of("A", "1", "B", ""),
            "/work",
            new TerminalSize(80, 24),
            Duration.ofMillis(1500),
            CommandSpec.StdinMode.OPEN);
    return new Facts(new ExecutionId(id), TENANT, BOX, command, Map.of("team", "a"), AT);
  }

  /** Of a start with an idempotency key. */
  public static Facts keyed(String id) {
    Facts plain = plain(id);
    return new Facts(
        plain.execution(),
        TENANT,
        BOX,
        plain.command(),
        Map.of(),
        AT,
        new Fingerprint("0123456789abcdef".repeat(4)));
  }

  /** What the first version could not say. */
  public static List<Event> unattended() {
    Facts plain = plain("e4");
    return List.of(
        new Event.Accepted(under(plain, new UnattendedRule.Never())),
        new Event.Accepted(under(plain, new UnattendedRule.After(Duration.ofMillis(1500)))),
        new Event.KillRequested(Cause.UNATTENDED, AT),
        new Event.SignalRequested(Signal.HUP, Cause.UNATTENDED, AT));
  }

  /** What no version before the one with limits on output could say. */
  public static List<Event> limited() {
    Facts plain = plain("e5");
    LogBounds bounds =
        new LogBounds(
            new OutputLimit(1 << 20, OutputLimit.Policy.KEEP_NEWEST), Duration.ofHours(1));
    Facts bounded =
        new Facts(
            plain.execution(),
            TENANT,
            BOX,
            plain.command(),
            Map.of(),
            AT,
            null,
            Terms.keeping(bounds));
    Outcome outcome = new Outcome(new ExitStatus.Signalled(9), EndReason.OUTPUT_LIMIT, true, true);
    return List.of(
        new Event.Accepted(bounded),
        new Event.OutputCut(7, 70),
        new Event.KillRequested(Cause.OUTPUT_LIMIT, AT),
        new Event.Ended(outcome, new Offset(8), 5, 3, AT));
  }

  private static Facts under(Facts plain, UnattendedRule rule) {
    return new Facts(
        plain.execution(), TENANT, BOX, plain.command(), Map.of(), AT, null, Terms.of(rule));
  }

  /** Of a box that asks for a runner. */
  public static Facts demanding(String id) {
    Facts plain = plain(id);
    return new Facts(
        plain.execution(),
        TENANT,
        BOX,
        plain.command(),
        Map.of(),
        AT,
        null,
        new Terms(
            new UnattendedRule.OfDeployment(),
            new Requirements("bubblewrap", Map.of("zone", "a")),
            new BoxLimits(512, 2, null)));
  }

  public static Facts plain(String id) {
    return plain(id, TENANT, BOX, AT);
  }

  public static Facts plain(String id, TenantId tenant, BoxId box, Instant at) {
    CommandSpec command =
        new CommandSpec(
            "true", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.CLOSED);
    return new Facts(new ExecutionId(id), tenant, box, command, Map.of(), at);
  }

  public static Event.OutputAppended output(long sequence, long offset, Payload payload) {
    return new Event.OutputAppended(
        sequence, Channel.STDOUT, new Offset(offset), offset, sequence * 10, payload);
  }

  private static final Digest DIGEST = new Digest(1, -2, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final KeyId KEY = new KeyId("0123456789abcdef");
  public static final Anchor ANCHOR =
      new Anchor(
          new ExecutionId("e1"),
          new Chain(new ChainHead(1L << 40, DIGEST), new ChainHead(7, Digest.NONE)),
          new Offset(1L << 41),
          new Anchor.TrimPoint(new Offset(9), new ChainHead(2, DIGEST)),
          AT);

  public static List<Event> events() {
    return Stream.concat(ofFirstVersion().stream(), proven().stream()).toList();
  }

  private static List<Event> proven() {
    return List.of(
        new Event.Ended(
            new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true),
            new Offset(8),
            5,
            3,
            AT,
            DIGEST),
        new Event.Anchored(new SignedAnchor(ANCHOR, new Seal(KEY, Payload.utf8("a signature")))));
  }

  private static List<Event> ofFirstVersion() {
    return List.of(
        new Event.Accepted(full("e1")),
        new Event.Accepted(plain("e2")),
        new Event.Placed(ASSIGNMENT, AT),
        new Event.Started(4711, AT),
        output(1, 0, Payload.owning(new byte[] {0, -1, 10, 127, -128})),
        new Event.OutputAppended(
            2, Channel.STDERR, new Offset(1L << 40), 1L << 39, 99, Payload.utf8("err")),
        new Event.ChannelEnded(3, Channel.STDOUT, new Offset(5), 5, 100, ChannelEnding.ABANDONED),
        new Event.ChannelEnded(4, Channel.STDERR, new Offset(5), 0, 100, ChannelEnding.COMPLETE),
        new Event.ProcessExited(5, new ExitStatus.Code(7), false, 101),
        new Event.ProcessExited(5, new ExitStatus.Signalled(15), true, 101),
        new Event.ProcessExited(5, new ExitStatus.Unknown(), false, 101),
        new Event.KillRequested(AT),
        new Event.SignalRequested(Signal.USR1, AT),
        new Event.Resized(new TerminalSize(120, 40), AT),
        new Event.Ended(
            new Outcome(new ExitStatus.Code(7), EndReason.EXITED, true), new Offset(8), 5, 3, AT),
        new Event.Ended(
            new Outcome(new ExitStatus.Unknown(), EndReason.LOST, false), Offset.ZERO, 0, 0, AT),
        new Event.ControlTaken(SEAT, new Generation(1), Cursor.START, null, AT),
        new Event.ControlTaken(SEAT, new Generation(2), CURSOR, new ConsumerId("key:2"), AT),
        new Event.Acknowledged(SEAT.consumer(), CURSOR, AT),
        new Event.ControlLeft(SEAT.consumer(), CURSOR, true, AT),
        new Event.PlaceClosed(SEAT.consumer(), AT),
        new Event.Trimmed(CURSOR, 9, 77, false, AT),
        new Event.Trimmed(CURSOR, 9, 77, true, AT),
        new Event.Ended(
            new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true, true),
            new Offset(8),
            5,
            3,
            AT));
  }

  public static List<State> states() {
    Progress early =
        new Progress(
            0,
            new Tally(0, null),
            new Tally(0, null),
            0,
            AT,
            null,
            Audience.none(AT),
            Cursor.START,
            false);
    Progress late =
        new Progress(
            9,
            new Tally(1L << 40, ChannelEnding.COMPLETE),
            new Tally(3, ChannelEnding.READ_FAILED),
            77,
            AT,
            AT.minusSeconds(1),
            Audience.none(AT),
            Cursor.START,
            false);
    return List.of(
        new State.Absent(),
        new State.Accepted(full("e1"), early),
        new State.Starting(plain("e2"), early, ASSIGNMENT, true),
        new State.Running(full("e1"), late, ASSIGNMENT, false),
        new State.Draining(full("e1"), late, ASSIGNMENT, true, new ExitStatus.Signalled(9), true),
        new State.Ended(
            full("e1"), late, new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true)),
        new State.Running(full("e1"), followed(late, SEAT, null), ASSIGNMENT, false),
        new State.Running(full("e1"), followed(late, null, null), ASSIGNMENT, false),
        new State.Running(full("e1"), followed(late, null, SEAT.consumer()), ASSIGNMENT, false),
        new State.Running(full("e1"), trimmed(late, false), ASSIGNMENT, false),
        new State.Running(full("e1"), trimmed(late, true), ASSIGNMENT, false));
  }

  private static Progress trimmed(Progress progress, boolean truncated) {
    return new Progress(
        progress.lastSequence(),
        progress.stdout(),
        progress.stderr(),
        progress.lastTimeMicros(),
        progress.lastAt(),
        progress.startedAt(),
        progress.audience(),
        CURSOR,
        truncated);
  }

  private static Progress followed(
      Progress progress, @Nullable Seat controller, @Nullable ConsumerId predecessor) {
    SortedMap<ConsumerId, Place> places = new TreeMap<>();
    places.put(SEAT.consumer(), new Place(CURSOR, true));
    places.put(new ConsumerId("key:2"), new Place(Cursor.START, false));
    return new Progress(
        progress.lastSequence(),
        progress.stdout(),
        progress.stderr(),
        progress.lastTimeMicros(),
        progress.lastAt(),
        progress.startedAt(),
        new Audience(new Generation(7), controller, predecessor, places, AT.plusSeconds(1)),
        Cursor.START,
        false);
  }
}
