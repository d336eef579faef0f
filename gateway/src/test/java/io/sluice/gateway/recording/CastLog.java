package io.sluice.gateway.recording;

import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log as it is written, and what its recording comes to. */
final class CastLog {
  static final Instant ACCEPTED = Instant.parse("2026-01-02T03:04:05Z");
  static final Instant STARTED = ACCEPTED.plusMillis(1500);
  static final long SECOND = 1_000_000;

  private final Cast cast;
  private final StringBuilder recorded = new StringBuilder();
  private long offset;
  private long sequence;

  CastLog(Facts facts, CastOptions options) {
    this.cast = new Cast(facts, options);
  }

  static Facts facts(@Nullable TerminalSize terminal, String... words) {
    List<String> all = List.of(words);
    CommandSpec command =
        new CommandSpec(
            all.getFirst(),
            all.subList(1, all.size()),
            Map.of("SECRET", "s3cr3t"),
            null,
            terminal,
            null,
            CommandSpec.StdinMode.OPEN);
    return new Facts(
        new ExecutionId("e1"), new TenantId("t"), new BoxId("b"), command, Map.of(), ACCEPTED);
  }

  CastLog started() {
    return add(new Event.Started(1, STARTED));
  }

  CastLog output(Channel channel, long micros, byte... bytes) {
    Event event =
        new Event.OutputAppended(
            ++sequence, channel, new Offset(offset), offset, micros, Payload.copyOf(bytes));
    offset += bytes.length;
    return add(event);
  }

  CastLog output(long micros, String text) {
    return output(Channel.STDOUT, micros, text.getBytes(StandardCharsets.UTF_8));
  }

  CastLog channelEnded(Channel channel, long micros) {
    return add(
        new Event.ChannelEnded(
            ++sequence, channel, new Offset(offset), offset, micros, ChannelEnding.COMPLETE));
  }

  CastLog resized(int columns, int rows, long millis) {
    return add(new Event.Resized(new TerminalSize(columns, rows), STARTED.plusMillis(millis)));
  }

  CastLog controlTaken(int generation, @Nullable String from, long millis) {
    return add(
        new Event.ControlTaken(
            new Seat(new SessionId("s"), new ConsumerId("key/secret-name")),
            new Generation(generation),
            Cursor.START,
            from == null ? null : new ConsumerId(from),
            STARTED.plusMillis(millis)));
  }

  CastLog gap(Channel channel, long from, long to) {
    ByteRange range = new ByteRange(new Offset(from), new Offset(to));
    recorded.append(text(cast.missing(List.of(new Gap(channel, range, to, Gap.Reason.TRIMMED)))));
    offset = to;
    return this;
  }

  CastLog exited(long micros) {
    return add(new Event.ProcessExited(++sequence, new ExitStatus.Code(7), false, micros));
  }

  CastLog ended(Outcome outcome, long millis) {
    return add(new Event.Ended(outcome, new Offset(offset), offset, 0, STARTED.plusMillis(millis)));
  }

  CastLog ended(int code) {
    return ended(new Outcome(new ExitStatus.Code(code), EndReason.EXITED, true), 0);
  }

  CastLog pulse() {
    recorded.append(text(cast.pulse()));
    return this;
  }

  CastLog add(Event event) {
    recorded.append(text(cast.take(event)));
    return this;
  }

  private static String text(byte[] lines) {
    return new String(lines, StandardCharsets.UTF_8);
  }

  String recorded() {
    return recorded.toString();
  }

  /** Without the header. */
  List<String> events() {
    return recorded().lines().skip(1).toList();
  }
}
