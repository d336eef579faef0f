package io.sluice.protocol.client;

import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Opens attachments; a refusal before the upgrade becomes the typed failure it is. */
final class AttachDialer {
  private AttachDialer() {}

  static Attachment dial(
      HttpCalls calls, String executionPath, AttachRequest request, AttachListener listener) {
    FrameReader reader = new FrameReader(listener, request.from());
    CompletableFuture<WebSocket> socket =
        calls
            .http()
            .newWebSocketBuilder()
            .header("Authorization", calls.authorization())
            .connectTimeout(HttpCalls.CONNECT_TIMEOUT)
            .buildAsync(address(calls.base(), executionPath, request), reader);
    try {
      return new Attachment(
          socket.get(HttpCalls.ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), reader);
    } catch (ExecutionException refused) {
      throw failure(calls.base(), refused.getCause());
    } catch (TimeoutException late) {
      socket.cancel(true);
      throw new GatewayUnreachable(calls.base(), late);
    } catch (InterruptedException interrupted) {
      socket.cancel(true);
      Thread.currentThread().interrupt();
      throw new GatewayUnreachable(calls.base(), new InterruptedIOException("interrupted"));
    }
  }

  private static URI address(URI base, String executionPath, AttachRequest request) {
    StringBuilder query = new StringBuilder();
    if (request.mode() == AttachRequest.Mode.OBSERVER) {
      query.append("?stdin=0");
    }
    if (!request.from().equals(Offset.ZERO)) {
      query.append(query.isEmpty() ? '?' : '&').append("from=").append(request.from());
    }
    String webSocketBase = base.toString().replaceFirst("^http", "ws");
    return URI.create(webSocketBase + executionPath + "/attach" + query);
  }

  private static RuntimeException failure(URI base, @Nullable Throwable cause) {
    return switch (cause) {
      case WebSocketHandshakeException refused -> refusal(refused.getResponse());
      case IOException broken -> new GatewayUnreachable(base, broken);
      case RuntimeException mistake -> mistake;
      case null, default -> new UnexpectedAnswer("the attach failed: " + cause, cause);
    };
  }

  private static ClientFailure refusal(HttpResponse<?> response) {
    String body = response.body() instanceof String text ? text : "";
    return HttpCalls.problem(response.statusCode(), body);
  }
}
