package io.sluice.protocol.follow;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer came: it has each byte that lies before {@code offset} in the log, and each
 * that is among the first {@code stdoutBytes} or {@code stderrBytes} of its channel. A channel may
 * be further than the offset, when bytes of the other one were held back.
 */
public record Cursor(Offset offset, long stdoutBytes, long stderrBytes) {
  /** It has nothing. */
  public static final Cursor START = at(Offset.ZERO);

  /**
   * @throws IllegalArgumentException for a negative count
   */
  public Cursor {
    if (stdoutBytes < 0 || stderrBytes < 0) {
      throw new IllegalArgumentException(
          "counts are never negative: " + stdoutBytes + ", " + stderrBytes);
    }
  }

  /** Everything before the offset, and nothing known beyond it. */
  public static Cursor at(Offset offset) {
    return new Cursor(offset, 0, 0);
  }

  /** How many first bytes of the channel it has at least. */
  public long bytes(Channel channel) {
    return switch (channel) {
      case STDOUT -> stdoutBytes;
      case STDERR -> stderrBytes;
    };
  }

  /** What this and the other have together. */
  public Cursor further(Cursor other) {
    return new Cursor(
        offset.isBefore(other.offset) ? other.offset : offset,
        Math.max(stdoutBytes, other.stdoutBytes),
        Math.max(stderrBytes, other.stderrBytes));
  }

  /**
   * Where to begin to read the log: at the last byte that it has, because what lies between that
   * one and the next, the end of a channel, is owed too.
   */
  public Offset readsFrom() {
    return new Offset(Math.max(0, offset.bytes() - 1));
  }

  /** What a reader that goes on here does not have of the chunk: all, its end, or nothing. */
  public Chunk owed(Chunk chunk) {
    long known =
        Math.max(
            offset.bytes() - chunk.offset().bytes(), bytes(chunk.channel()) - chunk.channelBytes());
    return chunk.slice(Math.clamp(known, 0, chunk.size()), chunk.size());
  }

  /** What a reader that goes on here must be told of the gap; null: it has what lay there. */
  public @Nullable Gap owed(Gap gap) {
    ByteRange range = gap.range();
    if (!offset.isBefore(range.to()) || gap.channelBytes() <= bytes(gap.channel())) {
      return null;
    }
    Offset from = range.from().isBefore(offset) ? offset : range.from();
    ByteRange missed = new ByteRange(from, range.to());
    return new Gap(gap.channel(), missed, gap.channelBytes(), gap.reason());
  }

  /**
   * With the chunk.
   *
   * @throws IllegalStateException when bytes between here and there are missing
   */
  Cursor after(Chunk chunk) {
    requireNoHole(chunk.offset());
    return reaching(chunk.end(), chunk.channel(), chunk.channelEnd());
  }

  /**
   * With what is missing counted as if it were there.
   *
   * @throws IllegalStateException when more than that is missing
   */
  Cursor after(Gap gap) {
    requireNoHole(gap.range().from());
    return reaching(gap.range().to(), gap.channel(), gap.channelBytes());
  }

  private void requireNoHole(Offset next) {
    if (offset.isBefore(next)) {
      throw new IllegalStateException("the log goes on at " + next + ", not " + offset);
    }
  }

  private Cursor reaching(Offset end, Channel channel, long channelEnd) {
    Offset further = offset.isBefore(end) ? end : offset;
    long bytes = Math.max(bytes(channel), channelEnd);
    return new Cursor(further, stdoutBytes, stderrBytes).with(channel, bytes);
  }

  /** Without bytes at the end of a channel that were taken and not passed on. */
  Cursor before(Chunk held) {
    Offset earlier = held.offset().isBefore(offset) ? held.offset() : offset;
    return new Cursor(earlier, stdoutBytes, stderrBytes).with(held.channel(), held.channelBytes());
  }

  private Cursor with(Channel channel, long bytes) {
    return switch (channel) {
      case STDOUT -> new Cursor(offset, bytes, stderrBytes);
      case STDERR -> new Cursor(offset, stdoutBytes, bytes);
    };
  }
}
