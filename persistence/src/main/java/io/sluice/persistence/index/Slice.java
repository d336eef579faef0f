package io.sluice.persistence.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next opaque token for the page after it; null on the last one
 */
public record Slice<T>(List<T> items, @Nullable String next) {
  /** Copies the list. */
  public Slice {
    items = List.copyOf(items);
  }
}
