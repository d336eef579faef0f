package io.sluice.gateway.search;

import io.sluice.protocol.model.ByteRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one log.
 *
 * @param from the offset where this search began
 * @param searchedTo the end of what was looked at
 * @param complete whether that is everything that is journaled
 * @param next goes on from there; null when the log is over and all of it was looked at
 * @param removed what was removed from the log before it could be looked at
 */
public record LogAnswer(
    List<Match> matches,
    long from,
    long searchedTo,
    boolean complete,
    @Nullable String next,
    List<ByteRange> removed) {
  /** Copies the lists. */
  public LogAnswer {
    matches = List.copyOf(matches);
    removed = List.copyOf(removed);
  }
}
