package io.sluice.gateway.bench.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 63, 64, 65, 127, 128, 1_000, 999_999, 6_000_000, 1L << 40, Long.MAX_VALUE})
  void aDurationIsToldNeverShorterAndHardlyLonger(long nanos) {
    Latencies latencies = new Latencies();
    latencies.add(nanos);

    long told = latencies.percentile(100);

    assertThat(told).isGreaterThanOrEqualTo(nanos);
    assertThat(told - nanos).isLessThanOrEqualTo(nanos / 64);
  }

  @Test
  void percentilesAreTheNearestRanks() {
    Latencies latencies = new Latencies();
    LongStream.rangeClosed(1, 50).forEach(latencies::add);

    assertThat(latencies.count()).isEqualTo(50);
    assertThat(latencies.percentile(50)).isEqualTo(25);
    assertThat(latencies.percentile(50.1)).isEqualTo(26);
    assertThat(latencies.percentile(98)).isEqualTo(49);
    assertThat(latencies.percentile(99)).isEqualTo(50);
  }

  @Test
  void nothingHasNoPercentile() {
    assertThatThrownBy(() -> new Latencies().percentile(50))
        .isInstanceOf(IllegalStateException.class);
  }
}
