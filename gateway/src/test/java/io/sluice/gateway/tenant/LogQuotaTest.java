package io.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.OutputRule;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start may ask for of its log: at most 2 MiB of output, for at most a day. */
@Tag("O31")
class LogQuotaTest {
  private static final long MIB = 1L << 20;
  private static final LogQuota QUOTA =
      new LogQuota(
          new LogQuota.Output(4 * MIB, Policy.BLOCK, 2 * MIB),
          new LogQuota.Retention(Duration.ofHours(1), Duration.ofDays(1), null));

  private static LogWish output(OutputRule rule) {
    return new LogWish(rule, null);
  }

  static Stream<Arguments> tooMuch() {
    return Stream.of(
        Arguments.of(
            output(new OutputRule.UpTo(2 * MIB + 1, Policy.END)),
            "output.limit_bytes is at most 2097152 here"),
        Arguments.of(
            output(new OutputRule.Unlimited()), "output.limit_bytes is at most 2097152 here"),
        Arguments.of(
            output(new OutputRule.UpTo(1, Policy.KEEP_NEWEST)), "output.limit_bytes is at least"),
        Arguments.of(
            new LogWish(new OutputRule.OfDeployment(), Duration.ofDays(1).plusSeconds(1)),
            "retention_seconds is at most 86400 here"));
  }

  /** By 400, and not by 429: later it is as much too much. */
  @ParameterizedTest
  @MethodSource("tooMuch")
  @Tag("C15")
  void whatIsTooMuchIsRefusedAndTheMostIsNamed(LogWish wish, String message) {
    assertThatExceptionOfType(WireFault.class)
        .isThrownBy(() -> QUOTA.bounds(wish))
        .satisfies(
            fault -> {
              assertThat(fault.code()).isEqualTo(ProblemCode.INVALID_ARGUMENT);
              assertThat(fault.text()).startsWith(message);
              assertThat(fault.retryAfter()).isNull();
            });
  }

  @Test
  void whatIsAllowedIsTakenAndWhatIsNotSaidIsTheUsualButNeverMoreThanTheMost() {
    LogWish most = new LogWish(new OutputRule.UpTo(2 * MIB, Policy.END), Duration.ofDays(1));

    assertThat(QUOTA.bounds(most))
        .isEqualTo(new LogBounds(new OutputLimit(2 * MIB, Policy.END), Duration.ofDays(1)));
    assertThat(QUOTA.bounds(output(new OutputRule.UpTo(MIB, null))))
        .isEqualTo(new LogBounds(new OutputLimit(MIB, Policy.BLOCK), null));
    assertThat(QUOTA.bounds(output(new OutputRule.OfDeployment())))
        .isEqualTo(new LogBounds(new OutputLimit(2 * MIB, Policy.BLOCK), null));
  }
}
