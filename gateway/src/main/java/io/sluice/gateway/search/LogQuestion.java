package io.sluice.gateway.search;

import io.sluice.protocol.model.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one log.
 *
 * @param channel null for both, each by itself
 * @param from the offset where it begins; null: with what is left of the log, or at the cursor
 * @param cursor from an answer to the same question; null: it begins
 * @param limit at most so many matches
 */
public record LogQuestion(
    Sought sought,
    @Nullable Channel channel,
    @Nullable Long from,
    @Nullable String cursor,
    int limit) {
  /** Whether it names a place, which must still be there. */
  boolean isPlaced() {
    return from != null || cursor != null;
  }

  /**
   * Where it begins.
   *
   * @param earliest where what is left of the log begins
   * @throws IllegalArgumentException for a cursor of another search
   */
  LogPosition start(long earliest) {
    if (cursor != null) {
      return LogPosition.of(CursorText.read(key(), cursor));
    }
    return LogPosition.at(from == null ? earliest : from);
  }

  String cursor(LogPosition position) {
    List<String> fields = position.fields();
    return CursorText.write(key(), fields);
  }

  private String key() {
    return channel + sought.key();
  }
}
