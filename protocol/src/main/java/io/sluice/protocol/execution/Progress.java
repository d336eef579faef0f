package io.sluice.protocol.execution;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.Offset;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the log came: counts, never bytes, so that a snapshot of it stays small.
 *
 * @param lastSequence of the runner's reports; 0 before the first
 * @param lastTimeMicros of any report, µs since the spawn
 * @param lastAt of any lifecycle event
 * @param startedAt null before the process existed
 */
public record Progress(
    long lastSequence,
    Tally stdout,
    Tally stderr,
    long lastTimeMicros,
    Instant lastAt,
    @Nullable Instant startedAt) {

  static Progress begin(Instant at) {
    return new Progress(0, Tally.EMPTY, Tally.EMPTY, 0, at, null);
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
    return at.isBefore(lastAt) ? lastAt : at;
  }

  long notBefore(long timeMicros) {
    return Math.max(timeMicros, lastTimeMicros);
  }

  Progress at(Instant at) {
    return new Progress(lastSequence, stdout, stderr, lastTimeMicros, at, startedAt);
  }

  Progress started(Instant at) {
    return new Progress(lastSequence, stdout, stderr, lastTimeMicros, at, at);
  }

  Progress reported(long sequence, long timeMicros) {
    return new Progress(sequence, stdout, stderr, timeMicros, lastAt, startedAt);
  }

  Progress appended(Event.OutputAppended event) {
    return reported(event.sequence(), event.timeMicros())
        .with(event.channel(), tally(event.channel()).plus(event.payload().size()));
  }

  Progress channelEnded(Event.ChannelEnded event) {
    return reported(event.sequence(), event.timeMicros())
        .with(event.channel(), tally(event.channel()).ended(event.ending()));
  }

  private Progress with(Channel channel, Tally tally) {
    return switch (channel) {
      case STDOUT -> new Progress(lastSequence, tally, stderr, lastTimeMicros, lastAt, startedAt);
      case STDERR -> new Progress(lastSequence, stdout, tally, lastTimeMicros, lastAt, startedAt);
    };
  }
}
