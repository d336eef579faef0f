package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The way of one reader to its execution: through the proxy, under a prefix by which the proxy
 * knows it.
 */
record SoakLine(
    URI proxy, URI gateway, String key, String prefix, String execution, CutScript script) {
  /** Longer than any pause of a gateway that is not stuck. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A connection that may be cut, and the head of its answer. */
  record Opened(WireConnection connection, WireConnection.Head head) {}

  /**
   * @param what of the execution, with its query
   */
  Opened get(String what, Map<String, String> more) throws IOException {
    WireConnection connection = WireConnection.open(proxy, PATIENCE);
    try {
      Map<String, String> headers = new TreeMap<>(more);
      headers.put("Authorization", "Bearer " + key);
      String target = "/v1/" + prefix + "/executions/" + execution + "/" + what;
      return new Opened(connection, connection.request("GET", target, headers, new byte[0]));
    } catch (IOException failed) {
      connection.close();
      throw failed;
    }
  }

  /** The execution as it is told to this reader's key, past the proxy. */
  JsonNode status() throws IOException {
    try (WireConnection connection = WireConnection.open(gateway, PATIENCE)) {
      WireConnection.Head head =
          connection.request(
              "GET",
              "/v1/executions/" + execution,
              Map.of("Authorization", "Bearer " + key),
              new byte[0]);
      return new ObjectMapper().readTree(connection.body(head));
    }
  }
}
