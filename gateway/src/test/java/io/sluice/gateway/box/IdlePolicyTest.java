package io.sluice.gateway.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.box.IdlePolicy.Seen;
import io.sluice.gateway.box.IdlePolicy.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdlePolicyTest {
  @ParameterizedTest
  @Tag("C20")
  @CsvSource({
    "1, false, 0, IN_USE",
    "1, false, 99, IN_USE",
    "3, true, 99, IN_USE",
    "0, true, 0, IN_USE",
    "0, true, 99, IN_USE",
    "0, false, 0, IDLE",
    "0, false, 9, IDLE",
    "0, false, 10, STOP",
    "0, false, 99, STOP",
  })
  void onlyWhatRunsWritesOrWasUsedKeepsABox(
      int commands, boolean mainUsed, long unusedSeconds, Verdict verdict) {
    Seen seen = new Seen(commands, mainUsed, Duration.ofSeconds(unusedSeconds));

    assertThat(IdlePolicy.of(Duration.ofSeconds(10), seen)).isEqualTo(verdict);
  }
}
