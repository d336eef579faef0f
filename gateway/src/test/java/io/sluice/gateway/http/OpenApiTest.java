package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/**
 * Holds the OpenAPI document and the routes of the server together. A box's own address of an
 * execution is the same resource and is not written twice; the runner link is no part of it.
 */
class OpenApiTest {
  private static final java.util.regex.Pattern PATH =
      java.util.regex.Pattern.compile("^  /v1(/\\S*):$");
  private static final java.util.regex.Pattern METHOD =
      java.util.regex.Pattern.compile("^    (get|head|post|put|delete):$");

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedPathIsServed() throws Exception {
    Set<String> documented = documented();

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
            path.startsWith("/boxes/{box}/executions/") || path.startsWith("/runners/");
        if (!refusedForNow && !sameResource) {
          paths.add(route.method() + " " + path);
        }
      }
    }
    return paths;
  }

  private static Set<String> documented() throws IOException {
    Set<String> paths = new TreeSet<>();
    String path = "";
    for (String line : document().lines().toList()) {
      Matcher next = PATH.matcher(line);
      Matcher method = METHOD.matcher(line);
      if (next.matches()) {
        path = next.group(1);
      } else if (method.matches() && !path.isEmpty()) {
        paths.add(method.group(1).toUpperCase(Locale.ROOT) + " " + path);
      } else if (line.startsWith("  /")) {
        path = "";
      }
    }
    return paths;
  }

  private static String document() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OpenApiTest.class.getResourceAsStream("/openapi.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
