package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Samples;
import io.sluice.gateway.cli.UserFailure;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What came of one load.
 *
 * @param perSecond records that became durable
 */
record Measured(String system, Shape shape, double perSecond, long p50, long p99, long longest) {
  /** A load that is shorter may have no record durable in its time; a longer one is broken then. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

  static Measured of(String system, Shape shape, Latencies latencies, Duration time)
      throws UserFailure {
    long count = latencies.count();
    if (count == 0 && time.compareTo(LONG_ENOUGH) < 0) {
      return new Measured(system, shape, 0, 0, 0, 0);
    }
    if (count == 0) {
      throw new UserFailure(
          "%s made no record durable in %d ms (%s)"
              .formatted(system, time.toMillis(), shape.text()));
    }
    return new Measured(
        system,
        shape,
        count * 1e9 / time.toNanos(),
        latencies.percentile(50),
        latencies.percentile(99),
        latencies.percentile(100));
  }

  /** In 10^6 bytes of records. */
  double megabytesPerSecond() {
    return perSecond * shape.bytes() / 1e6;
  }

  /** The one of the median rate; of two in the middle the slower one. */
  static Measured median(List<Measured> rounds) {
    return rounds.stream()
        .sorted(Comparator.comparingDouble(Measured::perSecond))
        .toList()
        .get((rounds.size() - 1) / 2);
  }

  /** The same, as what a load of this shape is compared by. */
  Measured standingFor(Shape asked) {
    return new Measured(system, asked, perSecond, p50, p99, longest);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%,9.0f records/s, %7.2f MB/s, p50 %s, p99 %s",
        perSecond,
        megabytesPerSecond(),
        Samples.millis(p50),
        Samples.millis(p99));
  }
}
