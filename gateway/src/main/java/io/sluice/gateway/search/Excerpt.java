package io.sluice.gateway.search;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import org.jspecify.annotations.Nullable;

/** What is shown of a match and its line. */
final class Excerpt {
  static final int MAX_BEFORE = 1024;
  static final int MAX_MATCH = 2048;
  static final int MAX_AFTER = 1024;

  private Excerpt() {}

  /** The line in which a match begins: where, as far as is known, and which; see {@link Match}. */
  record Place(long lineStart, @Nullable Long line) {}

  /** Whether what comes still belongs to what is shown of a match that ends there. */
  static boolean isOpen(ChannelBuffer buffer, long end) {
    long to = Math.min(buffer.end(), end + MAX_AFTER);
    return to < end + MAX_AFTER && buffer.find(Scan.NEWLINE, end, to) == to;
  }

  /**
   * Where a match and its line stand.
   *
   * @param shownFrom what stands before it is not shown
   * @param complete whether the line ends at {@code lineEnd}, and does not only stop being shown
   */
  record Bounds(long shownFrom, long from, long end, long lineEnd, boolean complete) {}

  static Match match(Channel channel, ChannelBuffer buffer, Place place, Bounds bounds) {
    long from = bounds.from();
    long earliest = Math.max(bounds.shownFrom(), from - MAX_BEFORE);
    long before = whole(buffer, Math.max(earliest, buffer.start()), from);
    long cut = Math.min(bounds.end(), from + MAX_MATCH);
    long after = Math.min(bounds.lineEnd(), bounds.end() + MAX_AFTER);
    boolean ends = bounds.complete() && after == bounds.lineEnd();
    boolean returned = ends && after > bounds.end() && buffer.at(after - 1) == '\r';
    boolean whole = before == place.lineStart() && cut == bounds.end() && ends;
    ChannelBuffer.Piece piece = buffer.pieceOf(Math.min(from, buffer.end() - 1));
    return new Match(
        new Offset(piece.offsetOf(from)),
        channel,
        from,
        (int) (bounds.end() - from),
        piece.timeMicros(),
        place.line(),
        place.lineStart(),
        buffer.text(before, from),
        buffer.text(from, cut),
        buffer.text(bounds.end(), returned ? after - 1 : after),
        !whole);
  }

  /** What is shown does not begin inside a character. */
  private static long whole(ChannelBuffer buffer, long from, long to) {
    long at = from;
    while (at < to && at < from + 3 && (buffer.at(at) & 0xc0) == 0x80) {
      at++;
    }
    return at;
  }
}
