package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {
  @Test
  void theUsualKeysAreControlPAndControlQ() {
    DetachKeys keys = DetachKeys.parse(DetachKeys.USUAL);

    String passed = pass(keys, "ab\u0010\u0011cd");

    assertThat(passed).isEqualTo("ab");
    assertThat(keys.isPressed()).isTrue();
  }

  @Test
  void theSequenceIsFoundOverSeveralReads() {
    DetachKeys keys = DetachKeys.parse("ctrl-p,ctrl-q");

    String passed = pass(keys, "a\u0010") + pass(keys, "\u0011");

    assertThat(passed).isEqualTo("a");
    assertThat(keys.isPressed()).isTrue();
  }

  @Test
  void keysThatOnlyBeganTheSequenceGoOnInTheirOrder() {
    DetachKeys keys = DetachKeys.parse("a,a,b");

    String passed = pass(keys, "aaxaaaxa") + pass(keys, "aab");

    assertThat(passed).isEqualTo("aaxaaaxa");
    assertThat(keys.isPressed()).isTrue();
  }

  @Test
  void withoutKeysEverythingGoesOn() {
    DetachKeys keys = DetachKeys.parse("");

    String passed = pass(keys, "\u0010\u0011\u0000");

    assertThat(passed).isEqualTo("\u0010\u0011\u0000");
    assertThat(keys.isPressed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "ctrl-", "ctrl-1", "ab", "a,", "\u00e4", "alt-p"})
  void whatIsNoKeyIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DetachKeys.parse(text));
  }

  private static String pass(DetachKeys keys, String typed) {
    byte[] bytes = typed.getBytes(StandardCharsets.ISO_8859_1);
    return new String(keys.pass(bytes, bytes.length), StandardCharsets.ISO_8859_1);
  }
}
