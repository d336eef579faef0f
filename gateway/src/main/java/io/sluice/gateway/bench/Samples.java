package io.sluice.gateway.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Durations of one kind in nanoseconds. Percentiles are by the nearest rank: always one of them.
 */
public final class Samples {
  private final List<Long> all = new ArrayList<>();

  public void add(long nanos) {
    all.add(nanos);
  }

  void addAll(Samples others) {
    all.addAll(others.all);
  }

  static Samples of(Collection<Samples> parts) {
    Samples whole = new Samples();
    parts.forEach(whole::addAll);
    return whole;
  }

  /**
   * The smallest one that at least so many percent of all do not exceed.
   *
   * @param percent above 0, at most 100
   * @throws IllegalStateException when there is none
   */
  public long percentile(double percent) {
    if (all.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("a percentile is above 0 and at most 100: " + percent);
    }
    List<Long> sorted = all.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(rank - 1);
  }

  public long median() {
    return percentile(50);
  }

  /** Such as {@code p50 1.20 ms, p99 3.00 ms, max 4.00 ms}. */
  public String summary() {
    return "p50 %s, p99 %s, max %s"
        .formatted(millis(median()), millis(percentile(99)), millis(percentile(100)));
  }

  public static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }
}
