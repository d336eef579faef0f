package io.sluice.gateway.testing;

import io.sluice.persistence.index.AcceptedIn;
import io.sluice.persistence.index.AcceptedRow;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.model.TenantId;
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

  /** By time and id, the greatest first. */
  static List<AcceptedRow> accepted(
      List<ExecutionRow> rows, TenantId tenant, AcceptedIn which, int limit) {
    return rows.stream()
        .map(ExecutionRow::facts)
        .filter(facts -> facts.tenant().equals(tenant))
        .map(facts -> new AcceptedRow(facts.execution(), facts.acceptedAt(), facts))
        .filter(row -> which.since() == null || !row.acceptedAt().isBefore(which.since()))
        .filter(row -> which.until() == null || row.acceptedAt().isBefore(which.until()))
        .filter(row -> which.from() == null || follows(row, which.from()))
        .sorted(FakePages::newestFirst)
        .limit(limit)
        .toList();
  }

  private static boolean follows(AcceptedRow row, AcceptedIn.Place from) {
    int order = newestFirst(row, new AcceptedRow(from.execution(), from.acceptedAt(), row.facts()));
    return order > 0 || (order == 0 && from.inclusive());
  }

  private static int newestFirst(AcceptedRow one, AcceptedRow other) {
    int byTime = other.acceptedAt().compareTo(one.acceptedAt());
    return byTime != 0 ? byTime : other.execution().value().compareTo(one.execution().value());
  }
}
