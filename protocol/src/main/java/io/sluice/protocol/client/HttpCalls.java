package io.sluice.protocol.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.protocol.model.IdempotencyKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request, one answer: bounded bodies, typed failures. */
final class HttpCalls {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final String authorization;
  private final HttpClient http;

  HttpCalls(URI base, String apiKey) {
    this.base = normalised(base);
    this.authorization = "Bearer " + apiKey;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    this.http =
        this.base.getScheme().equals("http")
            ? builder.sslContext(new NoTls()).build()
            : builder.build();
  }

  URI base() {
    return base;
  }

  HttpClient http() {
    return http;
  }

  String authorization() {
    return authorization;
  }

  JsonNode get(String path) {
    return call("GET", path, null, ANSWER_TIMEOUT);
  }

  JsonNode post(String path, @Nullable JsonNode body) {
    return call("POST", path, body, ANSWER_TIMEOUT);
  }

  /** A start that may be asked for again. */
  JsonNode post(String path, JsonNode body, IdempotencyKey key) {
    return call(
        request(path, ANSWER_TIMEOUT)
            .header("Idempotency-Key", key.value())
            .header("Content-Type", "application/json")
            .POST(publisher(body)));
  }

  /** A body of any length, which may take any time once its head is there. */
  InputStream open(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", authorization)
            .build();
    try {
      HttpResponse<InputStream> response =
          http.sendAsync(request, BodyHandlers.ofInputStream())
              .get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() >= 400) {
        throw problem(response.statusCode(), text(response));
      }
      return response.body();
    } catch (ExecutionException broken) {
      throw new GatewayUnreachable(base, broken.getCause() == null ? broken : broken.getCause());
    } catch (TimeoutException late) {
      throw new GatewayUnreachable(base, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new GatewayUnreachable(base, new InterruptedIOException("interrupted"));
    }
  }

  JsonNode delete(String path) {
    return call("DELETE", path, null, ANSWER_TIMEOUT);
  }

  /** Whether a public path answers with success; the key is not shown to whoever answers. */
  boolean succeeds(String publicPath, Duration timeout) {
    try {
      HttpResponse<InputStream> response = send(request(publicPath, timeout).build());
      text(response);
      return response.statusCode() == 200;
    } catch (ClientFailure _) {
      return false;
    }
  }

  /** The body, missing when there is none. */
  JsonNode call(String method, String path, @Nullable JsonNode body, Duration timeout) {
    HttpRequest.Builder request = request(path, timeout).method(method, publisher(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return call(request);
  }

  private JsonNode call(HttpRequest.Builder request) {
    HttpResponse<InputStream> response =
        send(request.header("Authorization", authorization).build());
    String text = text(response);
    if (response.statusCode() >= 400) {
      throw problem(response.statusCode(), text);
    }
    return text.isEmpty() ? MissingNode.getInstance() : parse(text);
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(timeout)
        .header("Accept", "application/json");
  }

  private static BodyPublisher publisher(@Nullable JsonNode body) {
    return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (IOException broken) {
      throw new GatewayUnreachable(base, broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new GatewayUnreachable(base, new InterruptedIOException("interrupted"));
    }
  }

  private String text(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw new UnexpectedAnswer("the answer is over " + MAX_BODY_BYTES + " bytes", null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new GatewayUnreachable(base, broken);
    }
  }

  /** Reads an error body, or says what came in its place. */
  static ClientFailure problem(int status, String body) {
    try {
      JsonNode error = JSON.readTree(body).path("error");
      if (error.path("message").isTextual()) {
        return new SluiceProblem(
            error.path("code").asText("unknown"), status, error.path("message").asText());
      }
    } catch (JsonProcessingException notJson) {
      return new UnexpectedAnswer("the answer is status " + status + " without a reason", notJson);
    }
    return new UnexpectedAnswer("the answer is status " + status + " without a reason", null);
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new UnexpectedAnswer("the answer is not JSON", notJson);
    }
  }

  private static URI normalised(URI base) {
    String text = base.toString();
    boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (base.getHost() == null || !web) {
      throw new IllegalArgumentException("a gateway's URL is http://HOST:PORT: " + text);
    }
    text = text.replaceAll("/+$", "");
    return URI.create(text.endsWith("/v1") ? text.substring(0, text.length() - 3) : text);
  }
}
