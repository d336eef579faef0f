package io.sluice.gateway.http;

import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The header {@code Idempotency-Key} of a start. */
final class IdempotencyHeader {
  private static final String NAME = "Idempotency-Key";

  private IdempotencyHeader() {}

  /**
   * Null when there is none.
   *
   * @throws WireFault when it comes twice, or holds no key
   */
  static @Nullable IdempotencyKey of(HttpRequest request) {
    String value = SingleHeader.of(request, NAME);
    return value == null ? null : key(value);
  }

  private static IdempotencyKey key(String value) {
    try {
      return new IdempotencyKey(value);
    } catch (IllegalArgumentException noKey) {
      throw new WireFault(ProblemCode.INVALID_ARGUMENT, String.valueOf(noKey.getMessage()));
    }
  }
}
