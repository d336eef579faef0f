package io.sluice.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Shows an access trail for people, a line an entry. */
final class AccessPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;

  AccessPrinter(PrintStream out) {
    this.out = out;
  }

  /**
   * @throws IOException when it is not whole
   */
  void print(InputStream trail) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(trail, StandardCharsets.UTF_8));
    boolean whole = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode node = JSON.readTree(line);
      whole = node.has("entries");
      if (node.has("entry")) {
        out.println(shown(node.path("number").asLong(), node.path("entry")));
      }
    }
    if (!whole) {
      throw new IOException("it was cut");
    }
  }

  private static String shown(long number, JsonNode entry) {
    return entry.path("at").asText()
        + "  #"
        + number
        + "  "
        + what(entry).replaceAll("\\p{Cntrl}", "?");
  }

  private static String what(JsonNode entry) {
    return switch (entry.path("event").asText()) {
      case "opened" ->
          who(entry)
              + " comes by "
              + entry.path("way").asText()
              + " to "
              + entry.path("right").asText()
              + said(entry, "consumer", " as ")
              + said(entry, "from", " from ")
              + (entry.path("preempts").asBoolean() ? ", preempting" : "");
      case "closed" ->
          "visit #"
              + entry.path("visit").asText()
              + (entry.path("outcome").asText().equals("refused") ? " is refused" : " is over")
              + said(entry, "from", ", read from ")
              + said(entry, "to", " to ")
              + ", wrote "
              + entry.path("input_bytes").asText()
              + " bytes";
      case "typed" -> "visit #" + entry.path("visit").asText() + " types input";
      default -> who(entry) + " " + act(entry) + said(entry, "detail", " ");
    };
  }

  private static String act(JsonNode entry) {
    return entry.path("act").asText().replace('_', ' ');
  }

  private static String who(JsonNode entry) {
    return entry.path("key").asText()
        + " at "
        + entry.path("address").asText()
        + said(entry, "forwarded_for", ", it says for ");
  }

  private static String said(JsonNode entry, String field, String before) {
    return entry.has(field) ? before + entry.path(field).asText() : "";
  }
}
