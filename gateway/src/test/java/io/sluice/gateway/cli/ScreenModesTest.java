package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenModesTest {
  @ParameterizedTest
  @CsvSource({
    "plain, ''",
    "^[?1049hvim, ^[?1049l",
    "a^[?47hb, ^[?47l",
    "^[?1049hvim^[?1049lshell, ''",
    "^[?1049hvim^[?1049lshell^[?1047hless, ^[?1047l"
  })
  void theAlternateScreenIsLeftAsItWasEnteredAndOnlyThen(String shown, String leaving) {
    for (int cut = 0; cut <= shown.length(); cut++) {
      ScreenModes modes = new ScreenModes();
      for (String part : List.of(shown.substring(0, cut), shown.substring(cut))) {
        modes.take(Payload.utf8(part.replace('^', '\u001b')));
      }

      assertThat(undoing(modes)).startsWith(leaving.replace('^', '\u001b') + "\u001b[0m");
    }
  }

  @Test
  void cursorAndKeysAreAsUsualAfterwards() {
    assertThat(undoing(new ScreenModes())).contains("\u001b[?25h").contains("\u001b[?2004l");
  }

  private static String undoing(ScreenModes modes) {
    return new String(modes.undoing(), StandardCharsets.US_ASCII);
  }
}
