package io.sluice.gateway.search;

import org.jspecify.annotations.Nullable;

/**
 * How far the search of one channel came; places count the bytes of the channel before them.
 *
 * @param next where a match may begin that was not told
 * @param keep from where bytes are needed again to go on
 * @param lineStart where the line of {@code next} begins
 * @param line its number, from 1; null: nobody counted
 */
record Mark(long next, long keep, long lineStart, @Nullable Long line) {
  /**
   * @throws IllegalArgumentException for places that no search came to
   */
  Mark {
    if (keep < 0
        || lineStart < 0
        || keep > next
        || lineStart > next
        || (line != null && line < 1)) {
      throw new IllegalArgumentException("not a place of a search");
    }
  }

  static Mark beginning(long at, @Nullable Long line) {
    return new Mark(at, at, at, line);
  }
}
