package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.ChildProcess;
import io.sluice.gateway.cli.UserFailure;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Another server on this machine, on a port of loopback and a directory of its own. */
final class ServerProcess implements AutoCloseable {
  private static final List<String> FOLDERS =
      List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");
  private static final long START_NANOS = 20_000_000_000L;
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 20;

  private final ChildProcess process;
  private final int port;

  private ServerProcess(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where a program is installed. */
  static Optional<Path> find(String program) {
    Stream<String> path =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    return Stream.concat(path, FOLDERS.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What a program that ends by itself says on both of its outputs. */
  static String said(List<String> command) throws UserFailure, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      process.waitFor();
      return said;
    } catch (IOException failed) {
      throw new UserFailure(command.getFirst() + " cannot be run: " + failed.getMessage(), failed);
    }
  }

  /**
   * Returns when it takes connections.
   *
   * @param command for a port
   */
  static ServerProcess start(Path directory, IntFunction<List<String>> command)
      throws UserFailure, InterruptedException {
    try {
      int port = freePort();
      Path log = directory.resolve("log");
      ServerProcess server =
          new ServerProcess(
              ChildProcess.start(
                  new ProcessBuilder(command.apply(port)).directory(directory.toFile()), log, STOP),
              port);
      server.awaitOpen(log);
      return server;
    } catch (IOException failed) {
      throw new UserFailure("a server to compare with cannot be started: " + failed, failed);
    }
  }

  private void awaitOpen(Path log) throws UserFailure, IOException, InterruptedException {
    long deadline = System.nanoTime() + START_NANOS;
    while (!isOpen()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        close();
        throw new UserFailure(
            "a server to compare with did not start: " + Files.readString(log).strip());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private boolean isOpen() {
    try (Socket _ = connect()) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A new connection, without delays of small packets. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
