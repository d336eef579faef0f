package io.sluice.gateway.it;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stock client of BoxLite, from npm and unchanged, in a Node process of its own that {@code
 * boxlite.mjs} drives. Installed by {@code .ci/boxlite-client}.
 */
final class BoxliteClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPT = Path.of("src", "it", "node", "boxlite.mjs").toAbsolutePath();

  private final Process process;
  private final Writer requests;
  private final Map<String, BoxliteRun> runs = new ConcurrentHashMap<>();
  private final AtomicInteger lastRun = new AtomicInteger();

  private BoxliteClient(Process process) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Skips the calling test, and says why, when there is no client; fails when there must be. */
  static void assumeInstalled() {
    String missing =
        !Files.isDirectory(home().resolve("node_modules"))
            ? "the BoxLite client is not installed; .ci/boxlite-client installs it"
            : isNodeThere() ? "" : "there is no Node";
    if (missing.isEmpty()) {
      return;
    }
    if (System.getProperty("sluice.it.boxlite", "").equals("required")) {
      throw new IllegalStateException(missing);
    }
    System.out.println("SKIPPED the tests with the BoxLite client: " + missing);
    abort(missing);
  }

  /** Starts one for a server and a key. */
  static BoxliteClient start(URI server, String key) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", SCRIPT.toString(), home().toString(), server.toString());
    builder.environment().put("SLUICE_API_KEY", key);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    BoxliteClient client = new BoxliteClient(builder.start());
    Thread.ofVirtual().start(client::listen);
    return client;
  }

  /** Starts a command in a box, by its id or name, on pipes. */
  BoxliteRun run(String box, String... command) {
    return run(box, false, command);
  }

  BoxliteRun run(String box, boolean terminal, String... command) {
    BoxliteRun run = newRun();
    ObjectNode request = JSON.createObjectNode().put("box", box).put("command", command[0]);
    for (int i = 1; i < command.length; i++) {
      request.withArray("args").add(command[i]);
    }
    request.withArray("args");
    run.request("start", request.put("terminal", terminal));
    return run;
  }

  /** The answer to one request about a box: create, info, begin, stop or remove. */
  JsonNode ask(String operation, Map<String, String> arguments) {
    BoxliteRun run = newRun();
    ObjectNode request = JSON.createObjectNode();
    arguments.forEach(request::put);
    run.request(operation, request);
    return run.answer();
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private BoxliteRun newRun() {
    String name = "run" + lastRun.incrementAndGet();
    BoxliteRun run = new BoxliteRun(request -> send(request.put("run", name)));
    runs.put(name, run);
    return run;
  }

  private synchronized void send(ObjectNode request) {
    try {
      requests.write(request + "\n");
      requests.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JSON.readTree(line);
        BoxliteRun run = runs.get(event.path("run").asText());
        if (run != null) {
          run.take(event);
        }
      }
    } catch (IOException _) {
      // Its end is told below.
    }
    runs.values().forEach(BoxliteRun::clientGone);
  }

  private static Path home() {
    return Path.of(System.getProperty("sluice.jar")).resolveSibling("boxlite-client");
  }

  private static boolean isNodeThere() {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
