package io.sluice.protocol.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.protocol.model.Payload;
import org.jspecify.annotations.Nullable;

/** An error as a client reads it. */
public record ErrorBody(Detail error) {
  /** The media type of {@link #problem}. */
  public static final String PROBLEM_MEDIA_TYPE = "application/problem+json";

  /**
   * What happened, to whom it can be reported.
   *
   * @param earliestOffset where the log begins; only for what was asked of it before that
   */
  public record Detail(
      String message,
      String type,
      String code,
      @Nullable String requestId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long earliestOffset) {}

  /** RFC 9457, with the same code. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Problem(
      String type,
      String title,
      int status,
      String detail,
      String code,
      String requestId,
      @Nullable Long earliestOffset) {}

  /** The body as application/json. */
  public static Payload json(WireFault fault, String requestId) {
    ProblemCode code = fault.code();
    return Json.write(
        new ErrorBody(
            new Detail(fault.text(), code.type(), code.text(), requestId, fault.earliestOffset())));
  }

  /** The body as application/problem+json. */
  public static Payload problem(WireFault fault, String requestId) {
    ProblemCode code = fault.code();
    return Json.write(
        new Problem(
            "urn:sluice:problem:" + code.text(),
            code.text().replace('_', ' '),
            code.status(),
            fault.text(),
            code.text(),
            requestId,
            fault.earliestOffset()));
  }
}
