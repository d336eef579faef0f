package io.sluice.gateway.socket;

import io.sluice.protocol.model.Payload;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 that is not repaired. */
final class StrictUtf8 {
  private StrictUtf8() {}

  /** Null when it is not UTF-8. */
  static @Nullable String decode(Payload payload) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(payload.asByteBuffer()).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
