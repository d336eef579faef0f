package io.sluice.protocol.follow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks in the stream of one connection that its consumer echoes.
 *
 * @param outstanding not echoed yet, oldest first; each stands for those before it
 * @param last the newest that was set; null before the first
 */
record Marks(List<Mark> outstanding, @Nullable Mark last) {
  /** More than so many are not outstanding. */
  static final int MOST = 64;

  /** After so many bytes another one follows, though others are outstanding. */
  static final long SPACING_BYTES = 64 * 1024;

  static final Marks NONE = new Marks(List.of(), null);

  /**
   * One of them.
   *
   * @param position what was sent before it
   * @param sentBytes how many bytes of this connection that was
   */
  record Mark(long id, Cursor position, long sentBytes) {}

  Marks {
    outstanding = List.copyOf(outstanding);
  }

  /** Whether one should follow: for a first echo, and in a steady stream now and then. */
  boolean isDue(long sentBytes) {
    return isOpen(sentBytes)
        && (outstanding.isEmpty() || sentBytes - markedBytes() >= SPACING_BYTES);
  }

  /** Whether one may follow: something was sent since the last one, and there is room. */
  boolean isOpen(long sentBytes) {
    return sentBytes > markedBytes() && outstanding.size() < MOST;
  }

  private long markedBytes() {
    return last == null ? 0 : last.sentBytes();
  }

  Marks set(Cursor position, long sentBytes) {
    Mark mark = new Mark(last == null ? 1 : last.id() + 1, position, sentBytes);
    List<Mark> more = new ArrayList<>(outstanding);
    more.add(mark);
    return new Marks(more, mark);
  }

  /** Null when no such mark is outstanding. */
  @Nullable Mark find(long id) {
    return outstanding.stream().filter(mark -> mark.id() == id).findFirst().orElse(null);
  }

  Marks without(Mark echoed) {
    return new Marks(outstanding.stream().filter(mark -> mark.id() > echoed.id()).toList(), last);
  }
}
