package io.sluice.gateway.bench;

import io.sluice.gateway.cli.DataDirectory;
import io.sluice.gateway.cli.GatewayFile;
import io.sluice.gateway.cli.LaunchLine;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gateway in a process and a directory of its own, both gone when it is closed. */
public final class ChildGateway implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 50;

  private final ChildDirectory directory;
  private final DataDirectory data;
  private final List<String> options;
  private ChildProcess process;

  private ChildGateway(ChildDirectory directory, DataDirectory data, List<String> options)
      throws IOException {
    this.directory = directory;
    this.data = data;
    this.options = List.copyOf(options);
    this.process = spawn("127.0.0.1:0");
  }

  /**
   * Returns when it is ready.
   *
   * @param options of {@code serve}, besides where it listens and keeps its data
   */
  public static ChildGateway start(String... options) throws UserFailure, InterruptedException {
    try {
      ChildDirectory directory = ChildDirectory.create("sluice-bench");
      DataDirectory data = new DataDirectory(directory.path().resolve("data"));
      data.create();
      ChildGateway gateway = new ChildGateway(directory, data, List.of(options));
      gateway.awaitReady();
      return gateway;
    } catch (IOException failed) {
      throw new UserFailure("cannot start a gateway to measure: " + failed.getMessage(), failed);
    }
  }

  /** As a crash: no code of it runs any more. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts it again after a {@link #kill}, on the same data, where it listened before. */
  public void startAgain() throws UserFailure, InterruptedException {
    URI url = access().url();
    try {
      Files.delete(data.gatewayFile());
      process = spawn(url.getHost() + ":" + url.getPort());
      awaitReady();
    } catch (IOException failed) {
      throw new UserFailure("cannot start the gateway again: " + failed.getMessage(), failed);
    }
  }

  private ChildProcess spawn(String listen) throws IOException {
    List<String> line = new ArrayList<>(LaunchLine.ofThisProcess());
    line.addAll(List.of("serve", "--listen", listen, "--data", data.path().toString()));
    line.addAll(options);
    return ChildProcess.start(new ProcessBuilder(line), data.gatewayLog(), STOP);
  }

  private void awaitReady() throws UserFailure, IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (GatewayFile.read(data).isEmpty()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        String log = Files.readString(data.gatewayLog()).strip();
        close();
        throw new UserFailure("the gateway to measure did not start: " + log);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** A new client with the first tenant's key. */
  public SluiceClient client() throws UserFailure {
    Access access = access();
    return new SluiceClient(access.url(), access.key());
  }

  /** A new client with the same key that reaches it at another address. */
  SluiceClient clientOf(URI url) throws UserFailure {
    return new SluiceClient(url, access().key());
  }

  /**
   * What a client needs.
   *
   * @param key the first tenant's
   */
  public record Access(URI url, String key) {}

  public Access access() throws UserFailure {
    try {
      Optional<GatewayFile> file = GatewayFile.read(data);
      if (file.isEmpty()) {
        throw new UserFailure("the gateway to measure is gone");
      }
      return new Access(file.get().url(), Files.readString(data.adminKey()).strip());
    } catch (IOException failed) {
      throw new UserFailure("cannot read the key of the gateway to measure", failed);
    }
  }

  /** Of its process: a launcher becomes it. */
  public long pid() {
    return process.pid();
  }

  public Path data() {
    return data.path();
  }

  /** For files of the measurement, on the same disk as the gateway's. */
  public Path scratch() {
    return directory.path();
  }

  @Override
  public void close() {
    process.close();
    try {
      directory.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot remove " + directory.path(), failed);
    }
  }
}
