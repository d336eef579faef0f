package io.sluice.protocol.model;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * What a client names one start by, so that it may ask again without starting twice (C18).
 *
 * @param value 1 to 255 visible ASCII characters, unique in its tenant
 */
public record IdempotencyKey(String value) {
  private static final int MAX_LENGTH = 255;
  private static final String DOMAIN = "sluice.execution-of-key.1";

  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public IdempotencyKey {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "an idempotency key is 1 to " + MAX_LENGTH + " visible ASCII characters");
    }
  }

  /**
   * The one execution that this key of this tenant can start. It is the same for ever, so its log
   * is the record of the start. A UUID of version 8, made of a SHA-256 (RFC 9562, B.2): equal to
   * none that is made by chance.
   */
  public ExecutionId execution(TenantId tenant) {
    ByteBuffer hash = ByteBuffer.wrap(Sha256.of(DOMAIN, List.of(tenant.value(), value)));
    long high = (hash.getLong() & ~0xf000L) | 0x8000L;
    long low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
    return new ExecutionId(new UUID(high, low).toString());
  }
}
