package io.sluice.protocol.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.protocol.model.Payload;
import org.jspecify.annotations.Nullable;

/** An error as a client reads it. */
public record ErrorBody(Detail error) {
  /** The media type of {@link #problem}. */
  public static final String PROBLEM_MEDIA_TYPE = "application/problem+json";

  /** What happened, to whom it can be reported. */
  public record Detail(String message, String type, String code, @Nullable String requestId) {}

  /** RFC 9457, with the same code. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Problem(
      String type, String title, int status, String detail, String code, String requestId) {}

  /** The body as application/json. */
  public static Payload json(ProblemCode code, String message, String requestId) {
    return Json.write(new ErrorBody(new Detail(message, code.type(), code.text(), requestId)));
  }

  /** The body as application/problem+json. */
  public static Payload problem(ProblemCode code, String message, String requestId) {
    return Json.write(
        new Problem(
            "urn:sluice:problem:" + code.text(),
            code.text().replace('_', ' '),
            code.status(),
            message,
            code.text(),
            requestId));
  }
}
