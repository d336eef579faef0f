package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @Test
  void hostAndPortAreRead() {
    assertThat(ListenAddress.parse("127.0.0.1:8100"))
        .isEqualTo(new ListenAddress("127.0.0.1", 8100));
    assertThat(ListenAddress.parse("[::1]:0")).isEqualTo(new ListenAddress("::1", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8100", ":8100", "host:", "host:x", "host:65536", "host:-1", "[]:1"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ListenAddress.parse(text));
  }
}
