package io.sluice.protocol.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.follow.Advice;
import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.V1Frames;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Opens the connections of a stream; a refusal before the upgrade becomes an advice. */
final class V1Dialer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_SECONDS_DIGITS = 4;

  private final HttpCalls calls;
  private final Duration probeAfter;
  private volatile @Nullable CompletableFuture<WebSocket> pending;

  V1Dialer(HttpCalls calls, Duration probeAfter) {
    this.calls = calls;
    this.probeAfter = probeAfter;
  }

  /** What became of an attempt. */
  sealed interface Outcome {
    /** It is there; the first frame is still to come. */
    record Open(V1Connection connection) implements Outcome {}

    /** It is not, and that is why. */
    record Failed(Advice advice, boolean taken, String message) implements Outcome {}
  }

  Outcome dial(String pathAndQuery) throws InterruptedException {
    V1Inbox inbox = new V1Inbox();
    CompletableFuture<WebSocket> dialled =
        calls
            .http()
            .newWebSocketBuilder()
            .header("Authorization", calls.authorization())
            .subprotocols(V1Frames.SUBPROTOCOL)
            .connectTimeout(HttpCalls.CONNECT_TIMEOUT)
            .buildAsync(address(pathAndQuery), inbox);
    pending = dialled;
    try {
      return opened(dialled.get(HttpCalls.ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), inbox);
    } catch (ExecutionException failed) {
      return failure(failed.getCause());
    } catch (TimeoutException | CancellationException _) {
      dialled.cancel(true);
      return new Outcome.Failed(Advices.SOON, false, unreachable("no answer"));
    } finally {
      pending = null;
    }
  }

  /** Ends the attempt under way. */
  void cancel() {
    CompletableFuture<WebSocket> dialled = pending;
    if (dialled != null) {
      dialled.cancel(true);
    }
  }

  private Outcome opened(WebSocket socket, V1Inbox inbox) {
    if (!socket.getSubprotocol().equals(V1Frames.SUBPROTOCOL)) {
      socket.abort();
      return new Outcome.Failed(
          new Advice.Never(new GiveUpReason.Refused()),
          false,
          "the gateway does not speak " + V1Frames.SUBPROTOCOL);
    }
    return new Outcome.Open(new V1Connection(socket, inbox, probeAfter));
  }

  private URI address(String pathAndQuery) {
    return URI.create(calls.base().toString().replaceFirst("^http", "ws") + pathAndQuery);
  }

  private Outcome failure(@Nullable Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      return refusal(refused.getResponse());
    }
    return new Outcome.Failed(
        Advices.SOON, false, unreachable(cause == null ? "" : String.valueOf(cause.getMessage())));
  }

  private String unreachable(String why) {
    return "no gateway answers at " + calls.base() + ": " + why;
  }

  private static Outcome refusal(HttpResponse<?> response) {
    String body = response.body() instanceof String text ? text : "";
    JsonNode error = error(body);
    ProblemCode code = ProblemCode.ofText(error.path("code").asText()).orElse(null);
    Advice advice =
        Advices.ofRefusal(response.statusCode(), code, earliest(error), retryAfter(response));
    boolean taken = response.statusCode() == 409 && code == ProblemCode.INVALID_STATE;
    String message = String.valueOf(HttpCalls.problem(response.statusCode(), body).getMessage());
    return new Outcome.Failed(advice, taken, message);
  }

  private static JsonNode error(String body) {
    try {
      return JSON.readTree(body).path("error");
    } catch (JsonProcessingException notOurs) {
      return JSON.missingNode();
    }
  }

  private static @Nullable Offset earliest(JsonNode error) {
    JsonNode offset = error.path("earliest_offset");
    return offset.canConvertToLong() && offset.longValue() >= 0
        ? new Offset(offset.longValue())
        : null;
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    String value = response.headers().firstValue("Retry-After").orElse("");
    boolean seconds =
        !value.isEmpty()
            && value.length() <= MAX_SECONDS_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return seconds ? Duration.ofSeconds(Integer.parseInt(value)) : Duration.ZERO;
  }
}
