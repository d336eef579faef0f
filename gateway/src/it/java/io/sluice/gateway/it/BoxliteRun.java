package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one command gives through a {@link BoxliteClient}, and what is sent to it. */
final class BoxliteRun {
  private static final long PATIENCE_SECONDS = 150;

  private final Consumer<ObjectNode> requests;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final CompletableFuture<Ended> ended = expected();
  private final CompletableFuture<JsonNode> answer = expected();
  private final CompletableFuture<String> execution = expected();

  /**
   * All that a user of the client learns. The client hands out text, so bytes that are none are
   * replaced.
   *
   * @param error what the client says of an end that it does not know; the code is −1 then
   */
  record Ended(String stdout, String stderr, int exitCode, @Nullable String error) {}

  BoxliteRun(Consumer<ObjectNode> requests) {
    this.requests = requests;
  }

  /** Waits for the end. */
  Ended await() {
    return ended.join();
  }

  String execution() {
    return execution.join();
  }

  JsonNode answer() {
    return answer.join();
  }

  synchronized String stdout() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  /** Waits until the text was on stdout. */
  synchronized void awaitStdout(String text) throws InterruptedException {
    while (!stdout().contains(text)) {
      if (ended.isDone()) {
        throw new AssertionError("it ended without " + text + ": " + ended.join());
      }
      wait();
    }
  }

  void write(byte[] bytes) {
    request("write", object().put("data", Base64.getEncoder().encodeToString(bytes)));
  }

  void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void closeStdin() {
    request("close", object());
  }

  void resize(int columns, int rows) {
    request("resize", object().put("columns", columns).put("rows", rows));
  }

  void signal(int signal) {
    request("signal", object().put("signal", signal));
  }

  void kill() {
    request("kill", object());
  }

  /** Requests of a run are carried out in order. */
  void request(String operation, ObjectNode arguments) {
    requests.accept(arguments.put("op", operation));
  }

  /** One event of the client. */
  synchronized void take(JsonNode event) throws IOException {
    switch (event.path("type").asText()) {
      case "started" -> execution.complete(event.path("execution").asText());
      case "answer" -> answer.complete(event.path("value"));
      case "output" -> output(event);
      case "end" -> ended.complete(end(event));
      case "failed" -> fail(event.path("op").asText() + ": " + event.path("message").asText());
      default -> fail("unknown event: " + event);
    }
    notifyAll();
  }

  synchronized void clientGone() {
    fail("the client is gone");
    notifyAll();
  }

  private void output(JsonNode event) throws IOException {
    byte[] data = event.path("data").binaryValue();
    (event.path("channel").asText().equals("stdout") ? stdout : stderr).writeBytes(data);
  }

  private Ended end(JsonNode event) {
    JsonNode error = event.path("error");
    return new Ended(
        stdout(),
        stderr.toString(StandardCharsets.UTF_8),
        event.path("exit_code").asInt(),
        error.isNull() ? null : error.asText());
  }

  private void fail(String why) {
    IllegalStateException failure = new IllegalStateException(why);
    ended.completeExceptionally(failure);
    answer.completeExceptionally(failure);
    execution.completeExceptionally(failure);
  }

  private static <T> CompletableFuture<T> expected() {
    return new CompletableFuture<T>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
