package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.model.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A consumer in a case: what it got and was not yet asked about, and how far it is. Of {@code
 * sluice.v1} it checks by itself that offsets have neither gap nor overlap.
 */
final class ConformancePeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String V1 = "sluice.v1";
  private static final int V1_HEAD = 17;

  /** What may come between other messages, whenever it likes. */
  private static final Set<String> ASIDES =
      Set.of("position", "channel_end", "stdin_ack", "stdin_credit");

  private final JsonNode asked;
  private final boolean v1;
  private final boolean acknowledges;
  private final Map<Channel, ByteArrayOutputStream> unasked = new EnumMap<>(Channel.class);
  private @Nullable WireConnection connection;
  private @Nullable WireFrame ping;
  private long next;

  /**
   * @param asked the step that attaches it
   */
  ConformancePeer(JsonNode asked) {
    this.asked = asked;
    this.v1 = asked.path("protocol").asText().equals(V1);
    this.acknowledges = asked.path("acknowledges").asBoolean(true);
    this.next = asked.path("query").path("from").asLong(0);
  }

  JsonNode asked() {
    return asked;
  }

  void connected(WireConnection line) {
    connection = line;
  }

  /** Empty for a writer of the plain contract, whose place the server keeps. */
  String comesBackAt() {
    boolean reads = asked.path("query").path("stdin").asText("1").matches("0|false");
    return v1 || reads ? Long.toString(next) : "";
  }

  private WireConnection line() {
    if (connection == null) {
      throw new IllegalStateException("it is not attached");
    }
    return connection;
  }

  /** One message or frame, or bytes of one, as the step gives it. */
  void send(JsonNode what) throws IOException {
    line().send(what.has("bytes") ? hex(what, "bytes") : frame(what).bytes());
  }

  private static byte[] hex(JsonNode what, String name) {
    return HexFormat.of().parseHex(what.required(name).asText());
  }

  private static WireFrame frame(JsonNode what) {
    if (what.has("json")) {
      return WireFrame.text(what.get("json").toString());
    }
    if (what.has("text")) {
      return WireFrame.text(what.get("text").asText());
    }
    if (what.has("stdin")) {
      byte[] bytes = what.get("stdin").asText().getBytes(StandardCharsets.UTF_8);
      return new WireFrame(FrameKind.BINARY, what.has("at") ? at(what, bytes) : bytes);
    }
    if (what.has("filler")) {
      String filler = "x".repeat(what.get("filler").asInt());
      return new WireFrame(kind(what, "text"), filler.getBytes(StandardCharsets.UTF_8));
    }
    return new WireFrame(kind(what, "binary"), hex(what, "hex"));
  }

  private static FrameKind kind(JsonNode what, String otherwise) {
    return FrameKind.valueOf(what.path("kind").asText(otherwise).toUpperCase(Locale.ROOT));
  }

  private static byte[] at(JsonNode what, byte[] bytes) {
    return ByteBuffer.allocate(9 + bytes.length)
        .put((byte) 0)
        .putLong(what.get("at").asLong())
        .put(bytes)
        .array();
  }

  /** Echoes the newest ping, or says the offset: its own, or one that the step gives. */
  void acknowledge(JsonNode with) throws IOException {
    if (v1) {
      long offset = with.path("offset").asLong(next);
      line().send(WireFrame.text("{\"type\":\"ack\",\"offset\":" + offset + "}").bytes());
    } else if (ping != null) {
      line().send(new WireFrame(FrameKind.PONG, ping.payload()).bytes());
      ping = null;
    }
  }

  /** Waits for all that the step names; what else comes is an error. */
  void expect(JsonNode what) throws IOException {
    for (Channel channel : Channel.values()) {
      String name = channel == Channel.STDOUT ? "stdout" : "stderr";
      if (what.has(name)) {
        expectOutput(channel, what.get(name).asText());
      }
    }
    if (what.has("message")) {
      JsonNode expected = what.get("message");
      JsonNode is = message(expected);
      ConformanceRun.requireContains(is, expected);
    }
    if (what.has("close")) {
      WireFrame frame = significant();
      while (isPassedOver(frame, what)) {
        frame = significant();
      }
      ConformanceRun.require(frame.kind() == FrameKind.CLOSE, "a frame: " + frame.text());
      ConformanceRun.require(
          frame.closeCode() == what.get("close").asInt(), "closed with " + frame.closeCode());
    }
  }

  private boolean isPassedOver(WireFrame frame, JsonNode what) throws IOException {
    return switch (frame.kind()) {
      case TEXT -> isAside(frame);
      case BINARY -> what.path("output").asText().equals("any");
      case CLOSE, PING, PONG, CONTINUATION -> false;
    };
  }

  private void expectOutput(Channel channel, String text) throws IOException {
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    while (of(channel).size() < expected.length) {
      WireFrame frame = significant();
      boolean aside = frame.kind() == FrameKind.TEXT && isAside(frame);
      ConformanceRun.require(
          frame.kind() == FrameKind.BINARY || aside, "instead of output: " + frame.text());
    }
    byte[] is = of(channel).toByteArray();
    String got = new String(is, 0, expected.length, StandardCharsets.UTF_8);
    ConformanceRun.require(got.equals(text), "it was: " + got);
    of(channel).reset();
    of(channel).write(is, expected.length, is.length - expected.length);
  }

  /** Output that nobody asked about must not precede an exit. */
  private JsonNode message(JsonNode expected) throws IOException {
    while (true) {
      WireFrame frame = significant();
      ConformanceRun.require(frame.kind() != FrameKind.CLOSE, "closed: " + frame.closeCode());
      if (frame.kind() == FrameKind.TEXT) {
        JsonNode is = JSON.readTree(frame.text());
        boolean wanted =
            is.path("type").equals(expected.path("type"))
                && is.path("code").equals(expected.path("code"));
        if (wanted || !isAside(frame)) {
          boolean quiet = unasked.values().stream().allMatch(bytes -> bytes.size() == 0);
          boolean exit = is.path("type").asText().equals("exit");
          ConformanceRun.require(!exit || quiet, "output that was not expected");
          return is;
        }
      }
    }
  }

  private boolean isAside(WireFrame frame) throws IOException {
    JsonNode is = JSON.readTree(frame.text());
    return v1
        && (ASIDES.contains(is.path("type").asText())
            || is.path("code").asText().equals("stdin_closed"));
  }

  /** The next frame that is no ping; output is taken in. */
  private WireFrame significant() throws IOException {
    WireFrame frame = line().frame();
    while (frame.kind() == FrameKind.PING) {
      ping = frame;
      if (acknowledges || v1) {
        line().send(new WireFrame(FrameKind.PONG, frame.payload()).bytes());
      }
      frame = line().frame();
    }
    switch (frame.kind()) {
      case BINARY -> take(frame.payload());
      case TEXT -> tookText(JSON.readTree(frame.text()));
      case CLOSE, PONG, PING, CONTINUATION -> {}
    }
    return frame;
  }

  private void take(byte[] payload) throws IOException {
    Channel channel = payload[0] == 1 ? Channel.STDOUT : Channel.STDERR;
    int head = v1 ? V1_HEAD : 1;
    if (v1) {
      long offset = ByteBuffer.wrap(payload).getLong(1);
      ConformanceRun.require(offset == next, "at " + next + " came output of " + offset);
    }
    of(channel).write(payload, head, payload.length - head);
    next += payload.length - head;
    acknowledgeByItself();
  }

  private void tookText(JsonNode message) throws IOException {
    switch (message.path("type").asText()) {
      case "attached" -> next = message.path("from").asLong();
      case "position" -> next = message.path("offset").asLong();
      case "gap" -> next = message.path("to").asLong();
      default -> {
        return;
      }
    }
    acknowledgeByItself();
  }

  private void acknowledgeByItself() throws IOException {
    if (v1 && acknowledges) {
      acknowledge(JSON.createObjectNode());
    }
  }

  private ByteArrayOutputStream of(Channel channel) {
    return unasked.computeIfAbsent(channel, _ -> new ByteArrayOutputStream());
  }

  /** Breaks the line after so many more bytes of the server; none: now. */
  void cut(int after) throws IOException {
    WireConnection line = line();
    int read = line.in().readNBytes(after).length;
    ConformanceRun.require(read == after, "it ended after " + read + " bytes");
    line.reset();
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
  }
}
