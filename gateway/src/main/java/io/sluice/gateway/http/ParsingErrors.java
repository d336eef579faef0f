package io.sluice.gateway.http;

import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * The answer to what is not even HTTP. Named in the setting {@code
 * pekko.http.server.parsing.error-handler}, which makes it, so its request ids count by themselves.
 */
public final class ParsingErrors extends ParsingErrorHandler {
  private final AtomicLong count = new AtomicLong();

  /** For the HTTP server. */
  public ParsingErrors() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    String requestId = "unparsed-" + count.incrementAndGet();
    log.debug("request {}: {}", requestId, error.formatPretty());
    ProblemCode code =
        status.intValue() == 501 ? ProblemCode.UNSUPPORTED : ProblemCode.INVALID_ARGUMENT;
    return Problems.respond(new WireFault(code, "the request is not valid HTTP"), requestId);
  }
}
