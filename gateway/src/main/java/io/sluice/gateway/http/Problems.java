package io.sluice.gateway.http;

import io.sluice.gateway.execution.Unplaced;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.persistence.query.UnreadableLog;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.ErrorBody;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes a response. Nothing internal reaches the client. */
final class Problems {
  static final String REQUEST_ID = "X-Request-Id";

  /** Places come free as executions end, and runners come back: nobody knows when. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private static final ContentType.WithFixedCharset PROBLEM_JSON =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private Problems() {}

  /** The response to what a handler threw; a 5xx is logged here, once, with its cause. */
  static HttpResponse respond(HttpRequest request, String requestId, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    WireFault fault = fault(cause);
    // By who reads it, once; what makes all come back later is told by its cause, once a minute.
    boolean isTold = cause instanceof LogDamaged || fault.retryAfter() != null;
    if (fault.code().status() >= 500 && !isTold) {
      LOG.error(
          "request {} {} {}: {}",
          requestId,
          request.method().value(),
          fault.code().text(),
          fault.text(),
          cause);
    }
    return response(fault, requestId, wantsProblem(request));
  }

  /** As application/json, for when there is no request to ask. */
  static HttpResponse respond(WireFault fault, String requestId) {
    return response(fault, requestId, false);
  }

  private static HttpResponse response(WireFault fault, String requestId, boolean asProblem) {
    ProblemCode code = fault.code();
    Payload body =
        asProblem ? ErrorBody.problem(fault, requestId) : ErrorBody.json(fault, requestId);
    ContentType type = asProblem ? PROBLEM_JSON : ContentTypes.APPLICATION_JSON;
    HttpResponse response =
        Answers.of(code.status(), type, body).addHeader(RawHeader.create(REQUEST_ID, requestId));
    Duration retryAfter = fault.retryAfter();
    HttpResponse timed =
        retryAfter == null
            ? response
            : response.addHeader(
                RawHeader.create("Retry-After", Long.toString(retryAfter.toSeconds())));
    return code == ProblemCode.UNAUTHENTICATED
        ? timed.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"))
        : timed;
  }

  private static boolean wantsProblem(HttpRequest request) {
    return request
        .getHeader("Accept")
        .map(accept -> accept.value().contains(ErrorBody.PROBLEM_MEDIA_TYPE))
        .orElse(false);
  }

  static boolean isNotFound(Throwable thrown) {
    return unwrap(thrown) instanceof WireFault fault && fault.code() == ProblemCode.NOT_FOUND;
  }

  /** What the machine of an execution refuses, as its caller reads it. */
  static WireFault fault(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Absent() -> Call.noExecution();
      case Refusal.AlreadyExists() ->
          new WireFault(ProblemCode.ALREADY_EXISTS, "the execution exists");
      case Refusal.AlreadyEnded() ->
          new WireFault(ProblemCode.INVALID_STATE, "the execution is over");
      case Refusal.NotATerminal() ->
          new WireFault(ProblemCode.INVALID_ARGUMENT, "the execution has no terminal");
      case Refusal.InControl _ ->
          new WireFault(ProblemCode.INVALID_STATE, "the execution is already attached");
      case Refusal.NotInControl() ->
          new WireFault(ProblemCode.SUPERSEDED, "another consumer has control");
      case Refusal.BeyondEnd(var end) ->
          new WireFault(ProblemCode.INVALID_ARGUMENT, "the log ends before that, at " + end);
      case Refusal.Expired(var earliest) -> WireFault.expired(earliest);
      case Refusal.TooManyConsumers() ->
          new WireFault(ProblemCode.RESOURCE_EXHAUSTED, "too many consumers have a place in it");
      case Refusal.Owed(var from) ->
          new WireFault(
              ProblemCode.INVALID_STATE, "output from " + from + " on is owed to a consumer");
      case Refusal.WrongPlacement(),
          Refusal.StaleRunner(),
          Refusal.SequenceGap _,
          Refusal.Contradiction _ ->
          new WireFault(ProblemCode.INVALID_STATE, "the execution is in another state");
    };
  }

  /** Why an execution cannot begin, as its caller reads it. */
  static WireFault fault(Unplaced why) {
    return switch (why) {
      case Unplaced.Unavailable(String text) ->
          new WireFault(ProblemCode.ENGINE_UNAVAILABLE, text, RETRY_AFTER);
      case Unplaced.Unsupported(String text) -> new WireFault(ProblemCode.UNSUPPORTED, text);
      case Unplaced.QueueFull(int limit) ->
          new WireFault(
              ProblemCode.RESOURCE_EXHAUSTED,
              "all runners are full, and " + limit + " executions wait already",
              RETRY_AFTER);
    };
  }

  private static WireFault fault(Throwable cause) {
    return switch (cause) {
      case WireFault fault -> fault;
      case EntityStreamSizeException _ -> tooBig();
      case EntityStreamException _ -> tooBig();
      case IllegalUriException _ ->
          new WireFault(ProblemCode.INVALID_ARGUMENT, "the request target is not a valid URI");
      case LogDamaged _ ->
          new WireFault(
              ProblemCode.STORAGE_ERROR,
              "the log of the execution is damaged; its operator is told");
      case UnreadableLog _ ->
          new WireFault(ProblemCode.STORAGE_ERROR, "what is stored of the log cannot be read");
      case StorageUnavailable unavailable when unavailable.isPassing() ->
          new WireFault(
              ProblemCode.ENGINE_UNAVAILABLE, "the database does not answer", RETRY_AFTER);
      case StorageUnavailable _ ->
          new WireFault(ProblemCode.DATABASE_ERROR, "the database refused that");
      case TimeoutException _ -> new WireFault(ProblemCode.TIMEOUT, "no answer came in time");
      default -> new WireFault(ProblemCode.INTERNAL, "internal error");
    };
  }

  private static WireFault tooBig() {
    return new WireFault(
        ProblemCode.INVALID_ARGUMENT, "the body is over the limit, or was cut off");
  }

  private static Throwable unwrap(Throwable thrown) {
    boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return wrapper && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
  }
}
