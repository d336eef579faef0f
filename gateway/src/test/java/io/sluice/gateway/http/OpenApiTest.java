package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sluice.protocol.wire.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds the OpenAPI document and the server together. A box's own address of an execution is the
 * same resource and is not written twice; the runner link is no part of it.
 */
class OpenApiTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");
  private static final String ATTACH = "GET /executions/{execution}/attach";

  private final JsonNode openApi = read("/openapi.yaml");
  private final JsonNode asyncApi = read("/asyncapi.yaml");

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedPathIsServed() {
    Set<String> documented = operations().keySet();

    Set<String> served = served();

    assertThat(documented).hasSizeGreaterThan(20).isEqualTo(served);
  }

  private static Set<String> served() {
    Set<String> paths = new TreeSet<>();
    try (World world = new World()) {
      for (Route route : world.routes) {
        String path = route.pattern().text();
        boolean refusedForNow = route.method().equals(Route.ANY_METHOD);
        boolean sameResource =
            path.startsWith("/boxes/{box}/executions/") || path.equals("/runners/connect");
        if (!refusedForNow && !sameResource) {
          paths.add(route.method() + " " + path);
        }
      }
    }
    return paths;
  }

  @Test
  void whatAnAttachAsksOfItsQueryIsDocumented() {
    Set<String> plain = new TreeSet<>();
    Set<String> byOffsets = new TreeSet<>();
    AttachQuery.plain(query(plain, Map.of()));
    for (String role : List.of("observer", "controller")) {
      AttachQuery.byOffsets(query(byOffsets, Map.of("role", List.of(role))));
    }

    Set<String> either = new TreeSet<>(plain);
    either.addAll(byOffsets);

    assertThat(parameters("query").get(ATTACH)).isEqualTo(either);
    assertThat(queryOfChannel("attach")).isEqualTo(plain);
    assertThat(queryOfChannel("attachByOffsets")).isEqualTo(byOffsets);
  }

  /** Notes what is asked of it. */
  private static Query query(Set<String> asked, Map<String, List<String>> values) {
    return new Query(
        new HashMap<>(values) {
          private static final long serialVersionUID = 1L;

          @Override
          public List<String> getOrDefault(Object name, List<String> otherwise) {
            asked.add(String.valueOf(name));
            return super.getOrDefault(name, otherwise);
          }
        });
  }

  private Set<String> queryOfChannel(String channel) {
    return names(asyncApi.at("/channels/" + channel + "/bindings/ws/query/properties"));
  }

  @Test
  void whatTakesAGenerationIsDocumented() throws Exception {
    Set<String> taking = new TreeSet<>();
    try (World world = new World()) {
      for (String operation : operations().keySet()) {
        if (operation.contains("/executions/{execution}") && takesGeneration(world, operation)) {
          taking.add(operation);
        }
      }
    }

    Set<String> documented = new TreeSet<>();
    parameters("header")
        .forEach(
            (operation, headers) -> {
              if (headers.contains("Sluice-Generation")) {
                documented.add(operation);
              }
            });
    assertThat(documented).isNotEmpty().isEqualTo(taking);
  }

  /** What is wrong with the header is told before whether the execution exists. */
  private static boolean takesGeneration(World world, String operation) throws Exception {
    String method = operation.substring(0, operation.indexOf(' '));
    String path = operation.substring(method.length() + 1).replace("{execution}", "nobody");
    String body = path.endsWith("/signal") ? "{\"signal\":2}" : "{\"cols\":80,\"rows\":24}";
    World.Answer answer =
        world.send(
            HttpRequest.newBuilder(world.server().uri("/v1" + path))
                .header("Authorization", "Bearer " + world.alice)
                .header("Sluice-Generation", "no number")
                .method(
                    method,
                    method.equals("POST")
                        ? BodyPublishers.ofString(body)
                        : BodyPublishers.noBody()));
    return answer.text().contains("Sluice-Generation");
  }

  @Test
  void everyDocumentedCodeIsOneOfTheServers() {
    JsonNode codes = openApi.at("/components/schemas/Code/enum");

    assertThat(codes).isNotEmpty().allMatch(code -> ProblemCode.ofText(code.asText()).isPresent());
  }

  /** The operations as {@code METHOD /path}, without the base. */
  private Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : openApi.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (path.getKey().startsWith("/v1/") && METHODS.contains(operation.getKey())) {
          String method = operation.getKey().toUpperCase(Locale.ROOT);
          operations.put(
              method + " " + path.getKey().substring("/v1".length()), operation.getValue());
        }
      }
    }
    return operations;
  }

  /** The names of the parameters of each operation that lie there. */
  private Map<String, Set<String>> parameters(String in) {
    Map<String, Set<String>> names = new TreeMap<>();
    operations()
        .forEach(
            (name, operation) -> {
              Set<String> ofIt = new TreeSet<>();
              for (JsonNode parameter : operation.path("parameters")) {
                JsonNode whole =
                    parameter.has("$ref")
                        ? openApi.at(parameter.path("$ref").asText().substring(1))
                        : parameter;
                if (whole.path("in").asText().equals(in)) {
                  ofIt.add(whole.path("name").asText());
                }
              }
              names.put(name, ofIt);
            });
    return names;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode read(String resource) {
    try (@Nullable InputStream in = OpenApiTest.class.getResourceAsStream(resource)) {
      return YAML.readTree(Objects.requireNonNull(in));
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
