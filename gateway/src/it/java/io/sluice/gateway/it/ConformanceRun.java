package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Carries out the steps of one case, against a gateway that it knows by its address alone. */
final class ConformanceRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String STARTED = "execution";

  private final URI gateway;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, ConformancePeer> peers = new HashMap<>();

  /**
   * @param names what stands for the names in braces: at least {@code box} and {@code key}
   */
  ConformanceRun(URI gateway, Map<String, String> names) {
    this.gateway = gateway;
    this.names.putAll(names);
  }

  void run(ConformanceCase conformanceCase) throws IOException {
    int number = 0;
    for (JsonNode raw : conformanceCase.steps()) {
      number++;
      JsonNode step = filled(raw);
      String verb = step.fieldNames().next();
      try {
        step(verb, step.get(verb));
      } catch (IOException | RuntimeException | AssertionError failed) {
        throw new AssertionError("step " + number + ", " + step + ": " + failed, failed);
      }
    }
  }

  private void step(String verb, JsonNode with) throws IOException {
    switch (verb) {
      case "start" -> start(with);
      case "ended" -> ended(with.asText());
      case "request" -> request(with);
      case "attach" -> attach(with);
      case "resume" -> resume(with.asText());
      case "send" -> peer(with).send(with);
      case "acknowledge" -> peer(with).acknowledge(with);
      case "expect" -> peer(with).expect(with);
      case "cut" -> peer(with).cut(with.path("after").asInt(0));
      default -> throw new IllegalArgumentException("no step is called " + verb);
    }
  }

  private ConformancePeer peer(JsonNode with) {
    ConformancePeer peer = peers.get(with.required("peer").asText());
    if (peer == null) {
      throw new IllegalArgumentException("nobody is called " + with.get("peer"));
    }
    return peer;
  }

  private void start(JsonNode with) throws IOException {
    ObjectNode body = with.deepCopy();
    String name = body.has("as") ? body.remove("as").asText() : STARTED;
    Answer answer =
        ask("POST", "/v1/boxes/" + names.get("box") + "/exec", headers(with), bytes(body));
    answer.expect(JSON.createObjectNode().put("status", 201));
    names.put(name, JSON.readTree(answer.body()).required("execution_id").asText());
  }

  private void ended(String name) throws IOException {
    ask(
            "GET",
            "/v1/executions/" + names.get(name) + "/wait?timeout=60",
            headers(JSON.createObjectNode()),
            new byte[0])
        .expect((ObjectNode) JSON.readTree("{\"status\":200,\"json\":{\"state\":\"ended\"}}"));
  }

  private void request(JsonNode with) throws IOException {
    byte[] body =
        with.has("raw")
            ? with.get("raw").asText().getBytes(StandardCharsets.UTF_8)
            : with.has("body") ? bytes(with.get("body")) : new byte[0];
    Map<String, String> headers = headers(with);
    if (with.path("upgrade").asBoolean(false)) {
      headers = WireConnection.upgrade(headers);
    }
    ask(with.path("method").asText("GET"), with.required("path").asText(), headers, body)
        .expect(with);
  }

  private void attach(JsonNode with) throws IOException {
    String name = with.path("as").asText("a");
    ConformancePeer peer = new ConformancePeer(with);
    peers.put(name, peer);
    dial(peer, "");
  }

  /** The same again, and where the peer can say it, from the byte that it needs next. */
  private void resume(String name) throws IOException {
    ConformancePeer peer = peers.get(name);
    if (peer == null) {
      throw new IllegalArgumentException("nobody is called " + name);
    }
    dial(peer, peer.comesBackAt());
  }

  private void dial(ConformancePeer peer, String from) throws IOException {
    JsonNode with = peer.asked();
    Map<String, String> query = new TreeMap<>();
    with.path("query")
        .properties()
        .forEach(each -> query.put(each.getKey(), each.getValue().asText()));
    if (!from.isEmpty()) {
      query.put("from", from);
    }
    List<String> pairs = new ArrayList<>();
    query.forEach((key, value) -> pairs.add(key + "=" + value));
    String execution = names.get(with.path("execution").asText(STARTED));
    Map<String, String> headers = headers(with);
    if (with.has("protocol")) {
      headers.put("Sec-WebSocket-Protocol", with.get("protocol").asText());
    }
    WireConnection connection = WireConnection.open(gateway, PATIENCE);
    String target = "/v1/executions/" + execution + "/attach?" + String.join("&", pairs);
    WireConnection.Head head =
        connection.request("GET", target, WireConnection.upgrade(headers), new byte[0]);
    if (head.hasUpgraded() && !with.has("status")) {
      peer.connected(connection);
      return;
    }
    try (connection) {
      new Answer(head, head.hasUpgraded() ? "" : text(connection, head)).expect(with);
    }
  }

  /** An answer over HTTP. */
  private record Answer(WireConnection.Head head, String body) {
    void expect(JsonNode expected) throws IOException {
      require(head.status() == expected.path("status").asInt(200), head + " " + body);
      if (expected.has("code")) {
        JsonNode error = JSON.readTree(body).path("error");
        require(error.path("code").equals(expected.get("code")), body);
      }
      for (Map.Entry<String, JsonNode> header : expected.path("header").properties()) {
        String is = head.headers().get(header.getKey());
        require(header.getValue().asText().equals(is), header.getKey() + ": " + is);
      }
      if (expected.has("text")) {
        require(body.equals(expected.get("text").asText()), "it was: " + body);
      }
      if (expected.has("json")) {
        requireContains(JSON.readTree(body), expected.get("json"));
      }
    }
  }

  private Answer ask(String method, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    try (WireConnection connection = WireConnection.open(gateway, PATIENCE)) {
      WireConnection.Head head = connection.request(method, target, headers, body);
      return new Answer(head, text(connection, head));
    }
  }

  private static String text(WireConnection connection, WireConnection.Head head)
      throws IOException {
    return new String(connection.body(head), StandardCharsets.UTF_8);
  }

  private Map<String, String> headers(JsonNode with) {
    Map<String, String> headers = new TreeMap<>();
    String key = names.get(with.path("key").asText("key"));
    if (key != null) {
      headers.put("Authorization", "Bearer " + key);
    }
    with.path("headers")
        .properties()
        .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
    return headers;
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Whether an object has these members, and theirs these, and so on. */
  static void requireContains(JsonNode actual, JsonNode expected) {
    for (Map.Entry<String, JsonNode> member : expected.properties()) {
      JsonNode is = actual.path(member.getKey());
      if (member.getValue().isObject()) {
        requireContains(is, member.getValue());
      } else {
        require(is.asText().equals(member.getValue().asText()), member.getKey() + " is " + is);
      }
    }
  }

  private static byte[] bytes(JsonNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The step with what the names in braces stand for. */
  private JsonNode filled(JsonNode node) throws IOException {
    String text = node.toString();
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace("${" + name.getKey() + "}", name.getValue());
    }
    return text.equals(node.toString()) ? node : JSON.readTree(text);
  }

  @Override
  public void close() throws IOException {
    for (ConformancePeer peer : peers.values()) {
      peer.close();
    }
  }
}
