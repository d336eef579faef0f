package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads events, as lines or server-sent, and comes back with the id of the last whole one. */
final class EventsSoakReader implements SoakReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVER_SENT = "data: ";

  private final SoakLine line;
  private final String accept;
  private final TakenLog taken = new TakenLog();
  private long lastId;
  private @Nullable Integer exit;

  /**
   * @param accept application/x-ndjson or text/event-stream
   */
  EventsSoakReader(SoakLine line, String accept) {
    this.line = line;
    this.accept = accept;
  }

  @Override
  public Read read() throws Exception {
    while (exit == null) {
      try {
        readOn();
      } catch (IOException broken) {
        if (exit == null) {
          line.script().cameBack(broken);
        }
      }
    }
    return taken.read(exit);
  }

  private void readOn() throws IOException {
    SoakLine.Opened opened =
        line.get("events", Map.of("Accept", accept, "Last-Event-ID", Long.toString(lastId)));
    try (WireConnection connection = opened.connection()) {
      if (opened.head().status() != 200 || !opened.head().isChunked()) {
        throw new AssertionError("events were answered with " + opened.head());
      }
      ChunkedBody body = new ChunkedBody(connection.in());
      while (exit == null) {
        String text = WireConnection.line(body);
        if (text.startsWith("{")) {
          event(JSON.readTree(text));
        } else if (text.startsWith(SERVER_SENT)) {
          event(JSON.readTree(text.substring(SERVER_SENT.length())));
        }
      }
      if (body.read() >= 0 && accept.contains("ndjson")) {
        throw new AssertionError("something follows the exit");
      }
    }
  }

  private void event(JsonNode event) throws IOException {
    long id = event.path("id").asLong();
    if (id <= lastId) {
      throw new AssertionError("event " + id + " after " + lastId);
    }
    lastId = id;
    switch (event.path("type").asText()) {
      case "output" -> output(event);
      case "exit" -> {
        exit = event.path("exit_code").asInt();
        expectOffset(event);
      }
      default -> {}
    }
  }

  private void output(JsonNode event) throws IOException {
    expectOffset(event);
    byte[] bytes = Base64.getDecoder().decode(event.path("data").asText());
    String channel = event.path("channel").asText().toUpperCase(Locale.ROOT);
    taken.add(Channel.valueOf(channel), bytes, 0);
  }

  private void expectOffset(JsonNode event) {
    if (event.path("offset").asLong() != taken.offset()) {
      throw new AssertionError(
          "at " + taken.offset() + " came an event of " + event.path("offset"));
    }
  }
}
