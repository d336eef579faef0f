package io.sluice.gateway.http;

import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The header {@code Idempotency-Key} of a start. */
final class IdempotencyHeader {
  private static final String LOWER_CASE_NAME = "idempotency-key";

  private IdempotencyHeader() {}

  /**
   * Null when there is none.
   *
   * @throws WireFault when it comes twice, or holds no key
   */
  static @Nullable IdempotencyKey of(HttpRequest request) {
    List<String> values = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is(LOWER_CASE_NAME)) {
        values.add(header.value());
      }
    }
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> key(values.getFirst());
      default ->
          throw new WireFault(
              ProblemCode.INVALID_ARGUMENT, "a request has one idempotency key at most");
    };
  }

  private static IdempotencyKey key(String value) {
    try {
      return new IdempotencyKey(value);
    } catch (IllegalArgumentException noKey) {
      throw new WireFault(ProblemCode.INVALID_ARGUMENT, String.valueOf(noKey.getMessage()));
    }
  }
}
