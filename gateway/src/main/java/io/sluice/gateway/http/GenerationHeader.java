package io.sluice.gateway.http;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** {@code Sluice-Generation}: what is asked holds only as long as control did not change hands. */
final class GenerationHeader {
  private static final String NAME = "Sluice-Generation";

  private GenerationHeader() {}

  /**
   * Without the header an operator.
   *
   * @throws WireFault when it comes twice, or is not a number
   */
  static By by(HttpRequest request) {
    String value = SingleHeader.of(request, NAME);
    return value == null ? new By.Operator() : new By.Holder(generation(value.strip()));
  }

  private static Generation generation(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new WireFault(ProblemCode.INVALID_ARGUMENT, NAME + " must be a number from 0");
    }
    return new Generation(Long.parseLong(text));
  }
}
