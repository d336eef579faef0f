package io.sluice.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.cli.UserFailure;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
  @Test
  void theLastLineOfAHistogramHoldsTheBytes() throws UserFailure {
    String histogram =
        """
        12:
         num     #instances         #bytes  class name (module)
           1:         55321        4512312  [B (java.base@25)
        Total        211093       12345678
        """;

    long bytes = LiveHeap.total(histogram);

    assertThat(bytes).isEqualTo(12_345_678);
  }

  @Test
  void whatIsNoHistogramFailsInAWordOfItsOwn() {
    assertThatThrownBy(() -> LiveHeap.total("12: no such process"))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("no such process");
  }
}
