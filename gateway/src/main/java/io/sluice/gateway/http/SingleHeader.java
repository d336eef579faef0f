package io.sluice.gateway.http;

import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** A header that a request has once at most. */
final class SingleHeader {
  private SingleHeader() {}

  /**
   * Its value; null when there is none.
   *
   * @throws WireFault when it comes twice
   */
  static @Nullable String of(HttpRequest request, String name) {
    String lowerCaseName = name.toLowerCase(Locale.ROOT);
    List<String> values = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is(lowerCaseName)) {
        values.add(header.value());
      }
    }
    if (values.size() > 1) {
      throw new WireFault(ProblemCode.INVALID_ARGUMENT, "a request has one " + name + " at most");
    }
    return values.isEmpty() ? null : values.getFirst();
  }
}
