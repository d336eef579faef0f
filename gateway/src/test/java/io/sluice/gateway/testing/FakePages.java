package io.sluice.gateway.testing;

import io.sluice.persistence.index.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists in memory, page by page. */
final class FakePages {
  private FakePages() {}

  /** Tokens count the rows below the next page, oldest first, so that new rows move nothing. */
  static <T> Slice<T> slice(
      List<T> oldestFirst, Predicate<T> wanted, int limit, @Nullable String after) {
    int below = after == null ? oldestFirst.size() : Integer.parseUnsignedInt(after);
    List<Integer> matching =
        IntStream.range(0, Math.min(below, oldestFirst.size()))
            .filter(i -> wanted.test(oldestFirst.get(i)))
            .boxed()
            .toList()
            .reversed();
    List<T> page = new ArrayList<>(matching.stream().limit(limit).map(oldestFirst::get).toList());
    boolean more = matching.size() > limit;
    return new Slice<>(page, more ? Objects.toString(matching.get(limit - 1)) : null);
  }
}
