package io.sluice.protocol.proof;

import io.sluice.protocol.model.Payload;
import java.util.regex.Pattern;

/** Names a public key by the first 16 hexadecimal digits of the SHA-256 of its encoded form. */
public record KeyId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

  /**
   * @throws IllegalArgumentException when it is no such name
   */
  public KeyId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a key id is 16 hexadecimal digits");
    }
  }

  /**
   * @param publicKey as X.509 encodes it
   */
  public static KeyId of(Payload publicKey) {
    return new KeyId(Digest.of(publicKey).hex().substring(0, 16));
  }
}
