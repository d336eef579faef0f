package io.sluice.protocol.execution;

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
 */
public record Progress(
    long lastSequence,
    Tally stdout,
    Tally stderr,
    long lastTimeMicros,
    Instant lastAt,
    @Nullable Instant startedAt,
    Audience audience) {

  static Progress begin(Instant at) {
    return new Progress(0, Tally.EMPTY, Tally.EMPTY, 0, at, null, Audience.none(at));
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
    return new Progress(lastSequence, stdout, stderr, lastTimeMicros, at, startedAt, audience);
  }

  Progress started(Instant at) {
    return new Progress(lastSequence, stdout, stderr, lastTimeMicros, at, at, audience);
  }

  Progress reported(long sequence, long timeMicros) {
    return new Progress(sequence, stdout, stderr, timeMicros, lastAt, startedAt, audience);
  }

  Progress appended(Event.OutputAppended event) {
    return reported(event.sequence(), event.timeMicros())
        .with(event.channel(), tally(event.channel()).plus(event.payload().size()));
  }

  Progress channelEnded(Event.ChannelEnded event) {
    return reported(event.sequence(), event.timeMicros())
        .with(event.channel(), tally(event.channel()).ended(event.ending()));
  }

  Progress attended(Event.OfAudience event) {
    return new Progress(
        lastSequence, stdout, stderr, lastTimeMicros, lastAt, startedAt, audience.after(event));
  }

  private Progress with(Channel channel, Tally tally) {
    return switch (channel) {
      case STDOUT ->
          new Progress(lastSequence, tally, stderr, lastTimeMicros, lastAt, startedAt, audience);
      case STDERR ->
          new Progress(lastSequence, stdout, tally, lastTimeMicros, lastAt, startedAt, audience);
    };
  }
}
