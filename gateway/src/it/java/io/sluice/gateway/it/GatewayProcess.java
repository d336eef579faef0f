package io.sluice.gateway.it;

import io.sluice.protocol.client.SluiceClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code sluice serve} of the built jar, in a process of its own. */
final class GatewayProcess implements AutoCloseable {
  private static final String READY = "sluice ready ";

  private final Path data;
  private final Process process;
  private final URI url;
  private final Path log;

  private GatewayProcess(Path data, Process process, URI url, Path log) {
    this.log = log;
    this.data = data;
    this.process = process;
    this.url = url;
  }

  /** Starts one on the directory and returns when it is ready. */
  static GatewayProcess start(Path data, String... options) throws IOException {
    return startAt("127.0.0.1:0", data, options);
  }

  /** Starts one that listens where an earlier one did. */
  static GatewayProcess startAt(String listen, Path data, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve", "--listen", listen));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(line(arguments));
    Path log = Files.createTempFile("sluice-it", ".log");
    log.toFile().deleteOnExit();
    builder.redirectError(log.toFile());
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null || !line.startsWith(READY)) {
      process.destroyForcibly();
      throw new IOException("the gateway did not become ready: " + line);
    }
    return new GatewayProcess(data, process, URI.create(line.substring(READY.length())), log);
  }

  /**
   * The command line of the jar, with a small heap. As with the launcher, what was loaded by an
   * earlier process of the same kind is loaded faster: half of a test's time was that.
   */
  static List<String> line(List<String> arguments) {
    Path jar = Path.of(System.getProperty("sluice.jar"));
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:disable",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + jar.resolveSibling(arguments.getFirst() + ".jsa"),
                "-cp",
                jar.toString(),
                "io.sluice.gateway.app.Main"));
    line.addAll(arguments);
    return line;
  }

  URI url() {
    return url;
  }

  Path data() {
    return data;
  }

  /** What it logged so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  String adminKey() throws IOException {
    return Files.readString(data.resolve("admin.key")).strip();
  }

  SluiceClient client() throws IOException {
    return new SluiceClient(url, adminKey());
  }

  /** As a crash: no code of it runs any more. */
  void killHard() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Asks it to stop, and gives its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the gateway did not stop within a minute");
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
