package io.sluice.protocol.execution;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.Offset;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the log came, and who follows it: counts, never bytes, so that a snapshot of it stays
 * small.
 *
 * @param lastSequence of the runner's reports; 0 before the first
 * @param lastTimeMicros of any report, µs since the spawn
 * @param lastAt of any lifecycle event
 * @param startedAt null before the process existed
 * @param audience who follows it
 * @param trimmed where what is left of the output begins
 * @param truncated whether a limit removed some of what is gone
 */
public record Progress(
    long lastSequence,
    Tally stdout,
    Tally stderr,
    long lastTimeMicros,
    Instant lastAt,
    @Nullable Instant startedAt,
    Audience audience,
    Cursor trimmed,
    boolean truncated) {

  static Progress begin(Instant at) {
    return new Progress(
        0, Tally.EMPTY, Tally.EMPTY, 0, at, null, Audience.none(at), Cursor.START, false);
  }

  /** The end of the log. */
  public Offset offset() {
    return new Offset(stdout.bytes() + stderr.bytes());
  }

  public Tally tally(Channel channel) {
    return switch (channel) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
    };
  }

  boolean allChannelsEnded() {
    return !stdout.isOpen() && !stderr.isOpen();
  }

  boolean complete() {
    return stdout.ending() == ChannelEnding.COMPLETE && stderr.ending() == ChannelEnding.COMPLETE;
  }

  /** Times in a log never go back (L11), whatever a clock says. */
  Instant notBefore(Instant at) {
    Instant last = lastAt.isBefore(audience.lastAt()) ? audience.lastAt() : lastAt;
    return at.isBefore(last) ? last : at;
  }

  long notBefore(long timeMicros) {
    return Math.max(timeMicros, lastTimeMicros);
  }

  Progress at(Instant at) {
    return new Progress(
        lastSequence, stdout, stderr, lastTimeMicros, at, startedAt, audience, trimmed, truncated);
  }

  Progress started(Instant at) {
    return new Progress(
        lastSequence, stdout, stderr, lastTimeMicros, at, at, audience, trimmed, truncated);
  }

  Progress reported(long sequence, long timeMicros) {
    return new Progress(
        sequence, stdout, stderr, timeMicros, lastAt, startedAt, audience, trimmed, truncated);
  }

  Progress appended(Event.OutputAppended event) {
    return reported(event.sequence(), event.timeMicros())
        .reaching(event.bytesUpToEnd(Channel.STDOUT), event.bytesUpToEnd(Channel.STDERR));
  }

  Progress cut(Event.OutputCut event) {
    return reported(event.sequence(), event.timeMicros()).with(audience, trimmed, true);
  }

  Progress channelEnded(Event.ChannelEnded event) {
    return reported(event.sequence(), event.timeMicros())
        .reaching(event.bytesOf(Channel.STDOUT), event.bytesOf(Channel.STDERR))
        .with(event.channel(), event.ending());
  }

  Progress ended(Event.Ended event) {
    return reaching(event.stdoutBytes(), event.stderrBytes()).at(event.at());
  }

  Progress attended(Event.OfAudience event) {
    Progress seen = with(audience.after(event), trimmed, truncated);
    return event instanceof Event.Trimmed gone ? seen.without(gone) : seen;
  }

  /** What the removed entries told is known from the one that says so. */
  private Progress without(Event.Trimmed event) {
    return reported(
            Math.max(lastSequence, event.sequence()), Math.max(lastTimeMicros, event.timeMicros()))
        .reaching(event.upTo().stdoutBytes(), event.upTo().stderrBytes())
        .with(audience, event.upTo(), truncated || event.limited());
  }

  private Progress with(Audience nowFollowing, Cursor nowTrimmed, boolean nowTruncated) {
    return new Progress(
        lastSequence,
        stdout,
        stderr,
        lastTimeMicros,
        lastAt,
        startedAt,
        nowFollowing,
        nowTrimmed,
        nowTruncated);
  }

  private Progress reaching(long stdoutBytes, long stderrBytes) {
    return with(stdout.reaching(stdoutBytes), stderr.reaching(stderrBytes));
  }

  private Progress with(Channel channel, ChannelEnding ending) {
    return switch (channel) {
      case STDOUT -> with(stdout.ended(ending), stderr);
      case STDERR -> with(stdout, stderr.ended(ending));
    };
  }

  private Progress with(Tally nowStdout, Tally nowStderr) {
    return new Progress(
        lastSequence,
        nowStdout,
        nowStderr,
        lastTimeMicros,
        lastAt,
        startedAt,
        audience,
        trimmed,
        truncated);
  }
}
