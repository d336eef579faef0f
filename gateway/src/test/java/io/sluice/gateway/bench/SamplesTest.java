package io.sluice.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "50, 50", "50.1, 51", "98.9, 99", "99, 99", "99.1, 100", "100, 100"})
  void percentilesOfAHundredAreTheNearestRanks(double percent, long expected) {
    Samples samples = new Samples();
    LongStream.iterate(100, number -> number - 1).limit(100).forEach(samples::add);

    long found = samples.percentile(percent);

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void theMedianOfTwoIsTheSmallerOne() {
    Samples samples = new Samples();
    samples.add(9);
    samples.add(3);

    long median = samples.median();

    assertThat(median).isEqualTo(3);
  }

  @Test
  void whatIsAddedAfterAReadingCounts() {
    Samples samples = new Samples();
    samples.add(5);
    long before = samples.percentile(100);

    samples.add(7);

    assertThat(before).isEqualTo(5);
    assertThat(samples.percentile(100)).isEqualTo(7);
  }

  @Test
  void aSummaryNamesMedianTailAndWorst() {
    Samples samples = new Samples();
    LongStream.rangeClosed(1, 200).map(number -> number * 1_000_000).forEach(samples::add);

    String summary = samples.summary();

    assertThat(summary).isEqualTo("p50 100.00 ms, p99 198.00 ms, max 200.00 ms");
  }

  @Test
  void nothingHasNoPercentileAndZeroPercentIsNone() {
    Samples samples = new Samples();
    Samples one = new Samples();
    one.add(1);

    assertThatThrownBy(() -> samples.percentile(50)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> one.percentile(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> one.percentile(101)).isInstanceOf(IllegalArgumentException.class);
  }
}
