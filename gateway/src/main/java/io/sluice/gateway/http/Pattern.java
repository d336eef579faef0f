package io.sluice.gateway.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shape of a path: words, {@code {names}} for any one segment, and as the last one {@code **}
 * for any number of them, none included.
 */
record Pattern(List<String> parts) {
  private static final String REST = "**";

  Pattern {
    parts = List.copyOf(parts);
  }

  static Pattern of(String text) {
    return new Pattern(List.of(text.substring(1).split("/", -1)));
  }

  /** As it was given. */
  String text() {
    return "/" + String.join("/", parts);
  }

  /** What stands where the names are; empty when the path has another shape. */
  Optional<Map<String, String>> match(List<String> path) {
    boolean open = parts.getLast().equals(REST);
    int fixed = open ? parts.size() - 1 : parts.size();
    if (path.size() < fixed || (!open && path.size() > fixed)) {
      return Optional.empty();
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < fixed; i++) {
      String part = parts.get(i);
      String segment = path.get(i);
      if (part.startsWith("{") && !segment.isEmpty()) {
        names.put(part.substring(1, part.length() - 1), segment);
      } else if (!part.equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(Map.copyOf(names));
  }
}
