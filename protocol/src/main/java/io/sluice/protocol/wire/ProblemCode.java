package io.sluice.protocol.wire;

import java.util.Arrays;
import java.util.Optional;

/** What went wrong, in a word that stays the same; each has one HTTP status (C15). */
public enum ProblemCode {
  INVALID_ARGUMENT("invalid_argument", 400),
  UNSUPPORTED("unsupported", 400),
  UNAUTHENTICATED("unauthenticated", 401),
  PERMISSION_DENIED("permission_denied", 403),
  NOT_FOUND("not_found", 404),
  ALREADY_EXISTS("already_exists", 409),
  INVALID_STATE("invalid_state", 409),
  STOPPED("stopped", 409),
  SUPERSEDED("superseded", 409),
  SESSION_REAPED("session_reaped", 410),
  OFFSET_EXPIRED("offset_expired", 410),
  RANGE_NOT_SATISFIABLE("range_not_satisfiable", 416),
  EXECUTION_FAILED("execution_failed", 422),
  IMAGE_PULL_FAILED("image_pull_failed", 422),
  IDEMPOTENCY_MISMATCH("idempotency_mismatch", 422),
  RESOURCE_EXHAUSTED("resource_exhausted", 429),
  STORAGE_ERROR("storage_error", 500),
  DATABASE_ERROR("database_error", 500),
  METADATA_ERROR("metadata_error", 500),
  CONFIG_ERROR("config_error", 500),
  INTERNAL("internal", 500),
  ENGINE_UNAVAILABLE("engine_unavailable", 503),
  UPSTREAM_UNAVAILABLE("upstream_unavailable", 503),
  NETWORK_UNAVAILABLE("network_unavailable", 503),
  TIMEOUT("timeout", 504);

  private final String text;
  private final int status;

  ProblemCode(String text, int status) {
    this.text = text;
    this.status = status;
  }

  /** The word on the wire. */
  public String text() {
    return text;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The family of the status, for clients that look no closer. */
  public String type() {
    return switch (status) {
      case 400 -> "invalid_request";
      case 401 -> "authentication";
      case 403 -> "permission";
      case 404 -> "not_found";
      case 409 -> "conflict";
      case 410 -> "gone";
      case 416 -> "range";
      case 422 -> "unprocessable";
      case 429 -> "rate_limit";
      case 503 -> "unavailable";
      case 504 -> "timeout";
      default -> "internal";
    };
  }

  public static Optional<ProblemCode> ofText(String text) {
    return Arrays.stream(values()).filter(code -> code.text.equals(text)).findFirst();
  }
}
