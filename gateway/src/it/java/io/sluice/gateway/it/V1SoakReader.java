package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An observer by {@code sluice.v1}. A nameless one comes back with the offset that it needs; a
 * named one lets the gateway remember, and passes over what it has already.
 */
final class V1SoakReader implements SoakReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HEAD = 17;

  private final SoakLine line;
  private final boolean named;
  private final TakenLog taken = new TakenLog();
  private long at;
  private @Nullable Integer exit;

  V1SoakReader(SoakLine line, boolean named) {
    this.line = line;
    this.named = named;
  }

  @Override
  public Read read() throws Exception {
    while (exit == null) {
      try {
        readOn();
      } catch (IOException broken) {
        line.script().cameBack(broken);
      }
    }
    return taken.read(exit);
  }

  private void readOn() throws IOException {
    String query =
        named ? "consumer=" + line.prefix() + "&from=acknowledged" : "from=" + taken.offset();
    SoakLine.Opened opened =
        line.get(
            "attach?role=observer&" + query,
            WireConnection.upgrade(Map.of("Sec-WebSocket-Protocol", "sluice.v1")));
    try (WireConnection connection = opened.connection()) {
      if (!opened.head().hasUpgraded()) {
        throw new AssertionError("an attach was answered with " + opened.head().status());
      }
      while (exit == null) {
        take(connection, connection.frame());
      }
    }
  }

  private void take(WireConnection connection, WireFrame frame) throws IOException {
    switch (frame.kind()) {
      case BINARY -> {
        output(frame.payload());
        acknowledge(connection);
      }
      case TEXT -> message(connection, JSON.readTree(frame.text()));
      case PING -> connection.send(new WireFrame(FrameKind.PONG, frame.payload()).bytes());
      case CLOSE -> throw new AssertionError("closed with " + frame.closeCode());
      case PONG, CONTINUATION -> throw new AssertionError("a frame of kind " + frame.kind());
    }
  }

  private void output(byte[] payload) {
    long offset = ByteBuffer.wrap(payload).getLong(1);
    if (offset != at) {
      throw new AssertionError("at " + at + " came output of " + offset);
    }
    at += payload.length - HEAD;
    int has = Math.clamp(taken.offset() - offset, 0, payload.length - HEAD);
    taken.add(payload[0] == 1 ? Channel.STDOUT : Channel.STDERR, payload, HEAD + has);
  }

  private void message(WireConnection connection, JsonNode message) throws IOException {
    switch (message.path("type").asText()) {
      case "attached" -> begin(message.path("from").asLong());
      case "position", "channel_end" -> {}
      case "exit" -> exit = exitCode(message);
      default -> throw new AssertionError("not expected: " + message);
    }
    if (exit == null) {
      acknowledge(connection);
    }
  }

  private void begin(long from) {
    if (from > taken.offset() || (!named && from != taken.offset())) {
      throw new AssertionError("it has " + taken.offset() + " and goes on at " + from);
    }
    at = from;
  }

  private int exitCode(JsonNode exitFrame) {
    if (exitFrame.path("offset").asLong() != taken.offset()) {
      throw new AssertionError("at " + taken.offset() + " came " + exitFrame);
    }
    return exitFrame.path("exit_code").asInt();
  }

  private void acknowledge(WireConnection connection) throws IOException {
    connection.send(WireFrame.text("{\"type\":\"ack\",\"offset\":" + at + "}").bytes());
  }
}
