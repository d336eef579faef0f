package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.Probe.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aSilentLineIsAskedAfterASecondAgainAndAgainAndIsDeadTenSecondsLater() {
    Probe probe = new Probe(SECOND);
    Duration waited = Duration.ZERO;

    List<Verdict> verdicts = new ArrayList<>();
    while (!verdicts.contains(Verdict.DEAD)) {
      waited = waited.plus(probe.pause());
      verdicts.add(probe.silent(false));
    }

    assertThat(verdicts.subList(0, 40)).containsOnly(Verdict.ASK);
    assertThat(waited).isEqualTo(Duration.ofSeconds(11));
  }

  @Test
  void aLineThatAnswersIsAskedMoreAndMoreRarely() {
    Probe probe = new Probe(SECOND);

    List<Long> pauses = new ArrayList<>();
    for (int asked = 0; asked < 5; asked++) {
      pauses.add(probe.pause().toSeconds());
      assertThat(probe.silent(false)).isEqualTo(Verdict.ASK);
      assertThat(probe.silent(true)).isEqualTo(Verdict.WAIT);
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 8L);
  }

  @Test
  void afterAFrameItBeginsAnew() {
    Probe probe = new Probe(SECOND);
    probe.silent(false);
    probe.silent(true);

    probe.came();

    assertThat(probe.pause()).isEqualTo(SECOND);
    assertThat(probe.silent(false)).isEqualTo(Verdict.ASK);
  }
}
