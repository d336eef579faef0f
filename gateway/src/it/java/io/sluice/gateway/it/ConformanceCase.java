package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One of the cases that the protocol ships as data; {@code conformance/README.md} there describes
 * their language.
 *
 * @param steps each an object with one member: what to do, and with what
 */
record ConformanceCase(String file, String name, List<JsonNode> steps) {
  private static final String DIRECTORY = "/conformance/";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  ConformanceCase {
    steps = List.copyOf(steps);
  }

  /** All of them, in the order of the index. */
  static List<ConformanceCase> all() throws IOException {
    List<ConformanceCase> all = new ArrayList<>();
    for (JsonNode file : read("index.yaml")) {
      for (JsonNode each : read(file.asText())) {
        List<JsonNode> steps = new ArrayList<>();
        each.required("steps").forEach(steps::add);
        all.add(new ConformanceCase(file.asText(), each.required("case").asText(), steps));
      }
    }
    return all;
  }

  private static JsonNode read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ConformanceCase.class.getResourceAsStream(DIRECTORY + file), "no " + file)) {
      return YAML.readTree(in);
    }
  }
}
