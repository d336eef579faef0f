package io.sluice.protocol.follow;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts output into frames and never a UTF-8 character into two frames of a channel. The first bytes
 * of a character wait for the rest of it, at most three on each channel; what cannot become a
 * character passes as it is.
 *
 * <p>What passes and what is held afterwards, of one channel. "First" are the first bytes of a
 * character, "rest" all that are missing of it, "more" some of them; "held" is what was held.
 *
 * <pre>
 * input          | nothing held            | held
 * text           | text, nothing held      | held+text, nothing held
 * first          | none, first held        | held, first held
 * text+first     | text, first held        | held+text, first held
 * more           | more, nothing held      | none, held+more held
 * rest           | rest, nothing held      | held+rest, nothing held
 * never a letter | the byte, nothing held  | held+the byte, nothing held
 * channel's end  | none, nothing held      | held, nothing held
 * time over      | none, nothing held      | held, nothing held
 * other's time   | none, nothing held      | none, held held
 * </pre>
 *
 * @param stdout what is held of it; null: nothing
 * @param stderr what is held of it; null: nothing
 * @param doubtful the channels whose time was over once: they may carry something else than text
 */
public record Utf8Gate(@Nullable Chunk stdout, @Nullable Chunk stderr, Set<Channel> doubtful) {
  /** Nothing is held. */
  public static final Utf8Gate EMPTY = new Utf8Gate(null, null, Set.of());

  /** The rest of a character may wait for a slow commit. */
  private static final Duration TEXT = Duration.ofSeconds(2);

  /** The peer of a program that speaks binary waits for the bytes. */
  private static final Duration BINARY = Duration.ofMillis(50);

  /** The most bytes of a frame; with the channel's byte before them they are 64 KiB. */
  public static final int MAX_FRAME_BYTES = 64 * 1024 - 1;

  private static final int LONGEST_BEGINNING = 3;

  /**
   * What goes out.
   *
   * @param frames each with the offset of its first byte. Its bytes follow each other in their
   *     channel; in the log, bytes of the other channel may lie between the held ones and the rest
   */
  public record Passed(Utf8Gate gate, List<Chunk> frames) {
    /** Copies the list. */
    public Passed {
      frames = List.copyOf(frames);
    }
  }

  /** Copies the set. */
  public Utf8Gate {
    doubtful = Set.copyOf(doubtful);
  }

  /** How long a quiet log may leave a character of the channel unfinished. */
  public Duration patience(Channel channel) {
    return doubtful.contains(channel) ? BINARY : TEXT;
  }

  /** What is held of the channel; null: nothing. */
  public @Nullable Chunk held(Channel channel) {
    return switch (channel) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
    };
  }

  /** The next bytes of a channel come. */
  public Passed pass(Chunk next) {
    Chunk held = held(next.channel());
    int before = held == null ? 0 : held.size();
    Payload all = held == null ? next.payload() : joined(held.payload(), next.payload());
    int end = all.size() - beginningAtEnd(all, all.size());
    List<Chunk> frames = new ArrayList<>();
    int from = 0;
    while (from < end) {
      int to = Math.min(end, from + MAX_FRAME_BYTES);
      if (to < end) {
        to -= beginningAtEnd(all, to);
      }
      frames.add(part(held, next, all.slice(from, to), from - before));
      from = to;
    }
    Chunk kept =
        end == all.size() ? null : part(held, next, all.slice(end, all.size()), end - before);
    return new Passed(with(next.channel(), kept), frames);
  }

  /** A part that begins so many bytes after the next ones do; negative: with the held ones. */
  private static Chunk part(@Nullable Chunk held, Chunk next, Payload payload, int at) {
    Offset offset = held != null && at < 0 ? held.offset() : next.offset().plus(at);
    long channelBytes = next.channelBytes() + at;
    return new Chunk(next.channel(), offset, channelBytes, next.timeMicros(), payload);
  }

  /** The channel is over: nothing completes what is held. */
  public Passed flush(Channel channel) {
    Chunk held = held(channel);
    return held == null
        ? new Passed(this, List.of())
        : new Passed(with(channel, null), List.of(held));
  }

  /** What is held since this byte of the channel has waited long enough; of others, no word. */
  public Passed holdOver(Channel channel, long channelBytes) {
    return holds(channel, channelBytes)
        ? doubting(channel).flush(channel)
        : new Passed(this, List.of());
  }

  private Utf8Gate doubting(Channel channel) {
    Set<Channel> more = EnumSet.of(channel);
    more.addAll(doubtful);
    return new Utf8Gate(stdout, stderr, more);
  }

  /** Whether it still holds what it held since this byte of the channel. */
  boolean holds(Channel channel, long channelBytes) {
    Chunk held = held(channel);
    return held != null && held.channelBytes() == channelBytes;
  }

  /** How far it passed on what was taken up to there: held bytes are not part of a position. */
  public Cursor passedOf(Cursor taken) {
    Cursor passed = taken;
    if (stdout != null) {
      passed = passed.before(stdout);
    }
    return stderr == null ? passed : passed.before(stderr);
  }

  private Utf8Gate with(Channel channel, @Nullable Chunk held) {
    return switch (channel) {
      case STDOUT -> new Utf8Gate(held, stderr, doubtful);
      case STDERR -> new Utf8Gate(stdout, held, doubtful);
    };
  }

  private static Payload joined(Payload first, Payload second) {
    byte[] all = new byte[first.size() + second.size()];
    first.copyInto(all, 0);
    second.copyInto(all, first.size());
    return Payload.owning(all);
  }

  /** How many bytes just before the end begin a character without finishing it. */
  private static int beginningAtEnd(Payload bytes, int end) {
    for (int count = 1; count <= Math.min(LONGEST_BEGINNING, end); count++) {
      int first = bytes.at(end - count) & 0xff;
      if (!isContinuation(first)) {
        boolean begins =
            length(first) > count
                && (count == 1 || mayFollow(first, bytes.at(end - count + 1) & 0xff));
        return begins ? count : 0;
      }
    }
    return 0;
  }

  private static boolean isContinuation(int value) {
    return (value & 0xc0) == 0x80;
  }

  /** Of the character that begins so; 1 for what begins none. */
  private static int length(int first) {
    if (first >= 0xc2 && first <= 0xdf) {
      return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
      return 3;
    }
    return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
  }

  /** Neither overlong forms, nor surrogates, nor what lies beyond U+10FFFF. */
  private static boolean mayFollow(int first, int second) {
    return switch (first) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second <= 0x9f;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second <= 0x8f;
      default -> true;
    };
  }
}
