package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.follow.Gap;
import java.util.List;

/** What a reader of a log comes by. */
public sealed interface LogItem {
  /** An entry. */
  record Journaled(Entry entry) implements LogItem {}

  /**
   * Output that was removed, on each channel that had some.
   *
   * @param before the number of the entry that follows
   */
  record Missing(List<Gap> gaps, long before) implements LogItem {
    /** Copies the list. */
    public Missing {
      gaps = List.copyOf(gaps);
    }
  }
}
