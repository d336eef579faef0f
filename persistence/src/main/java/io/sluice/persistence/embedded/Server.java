package io.sluice.persistence.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server process of a cluster, started by us or found running. */
record Server(ProcessHandle process, int port) {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int POLL_MS = 15;
  private static final int READY_POLLS = 60_000 / POLL_MS;
  private static final int PORT_ATTEMPTS = 3;
  private static final int FAST_STOP_SECONDS = 20;
  private static final int IMMEDIATE_STOP_SECONDS = 5;
  private static final long MAX_LOG_BYTES = 8L * 1024 * 1024;

  /** Adopts the server that a crashed gateway left running, else starts one. */
  static Server adoptOrStart(Cluster cluster) throws IOException, EmbeddedPostgresException {
    Optional<Server> adopted = adopt(cluster);
    if (adopted.isPresent()) {
      return adopted.get();
    }
    for (int attempt = 1; ; attempt++) {
      int port = attempt == 1 ? freePort(recordedPort(cluster)) : freePort(0);
      try {
        return start(cluster, port);
      } catch (PortTaken e) {
        if (attempt == PORT_ATTEMPTS) {
          throw new EmbeddedPostgresException("PostgreSQL found no free port on 127.0.0.1.", e);
        }
      }
    }
  }

  private static Optional<Server> adopt(Cluster cluster)
      throws IOException, EmbeddedPostgresException {
    Optional<PidFile> file = PidFile.read(cluster.path());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Optional<ProcessHandle> process = file.get().server(cluster.path());
    if (process.isEmpty()) {
      // Its process is gone, or another one has its number now, which PostgreSQL could not tell.
      Files.deleteIfExists(cluster.path().resolve("postmaster.pid"));
      return Optional.empty();
    }
    Server server = new Server(process.get(), file.get().port());
    if (!server.becomesReady(cluster)) {
      return Optional.empty();
    }
    server.requireLogin(cluster);
    LOG.info("adopted the PostgreSQL left running in {}", cluster.directory());
    return Optional.of(server);
  }

  /** The port is another program's. */
  static final class PortTaken extends Exception {
    private static final long serialVersionUID = 1L;
  }

  static Server start(Cluster cluster, int port)
      throws IOException, EmbeddedPostgresException, PortTaken {
    Path log = cluster.log();
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.delete(log);
    }
    long logged = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        Commands.builder(cluster.account().command(commandLine(cluster, port)))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process.getOutputStream().close();
    Server server = new Server(process.toHandle(), port);
    if (!server.becomesReady(cluster)) {
      throw failure(cluster, log, logged);
    }
    Files.writeString(cluster.portFile(), Integer.toString(port));
    return server;
  }

  /** In a session of its own, so that a Ctrl-C for the gateway does not stop it first. */
  private static List<String> commandLine(Cluster cluster, int port) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setsid", cluster.binaries().program("postgres"), "-D", cluster.path().toString()));
    for (String setting :
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "password_encryption=scram-sha-256",
            "max_connections=60",
            "shared_buffers=128MB",
            "max_wal_size=2GB",
            "wal_level=minimal",
            "max_wal_senders=0",
            "jit=off",
            "log_checkpoints=off")) {
      command.add("-c");
      command.add(setting);
    }
    return command;
  }

  /** False when the process ended instead. */
  private boolean becomesReady(Cluster cluster) throws EmbeddedPostgresException {
    for (int poll = 0; poll < READY_POLLS; poll++) {
      boolean ready =
          PidFile.read(cluster.path())
              .filter(file -> file.pid() == process.pid() && file.ready())
              .isPresent();
      if (ready) {
        return true;
      }
      if (endsWithin(POLL_MS)) {
        return false;
      }
    }
    process.destroyForcibly();
    throw new EmbeddedPostgresException(
        "PostgreSQL in " + cluster.directory() + " did not get ready; see " + cluster.log() + ".");
  }

  private void requireLogin(Cluster cluster) throws EmbeddedPostgresException {
    Properties properties = new Properties();
    properties.setProperty("user", Cluster.USER);
    properties.setProperty("password", cluster.password());
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "10");
    try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl(port), properties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW data_directory")) {
      if (!rows.next() || !Path.of(rows.getString(1)).equals(cluster.path())) {
        throw new EmbeddedPostgresException(
            "The PostgreSQL on port " + port + " does not serve " + cluster.path() + ".");
      }
    } catch (SQLException e) {
      throw new EmbeddedPostgresException(
          "The PostgreSQL left running in " + cluster.directory() + " does not let us in.", e);
    }
  }

  private static EmbeddedPostgresException failure(Cluster cluster, Path log, long from)
      throws IOException, PortTaken {
    byte[] bytes = Files.readAllBytes(log);
    int start = Math.toIntExact(from);
    String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    if (text.contains("Address already in use")) {
      throw new PortTaken();
    }
    String reason =
        text.lines()
            .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
            .map(line -> line.substring(line.indexOf("  ") + 2))
            .findFirst()
            .orElse("no reason given");
    return new EmbeddedPostgresException(
        "PostgreSQL in "
            + cluster.directory()
            + " cannot start ("
            + reason
            + "); see "
            + log
            + ".");
  }

  /** Disconnects everybody and stops it; by force when it takes too long. */
  void stop() {
    signal("INT");
    if (endsWithin(TimeUnit.SECONDS.toMillis(FAST_STOP_SECONDS))) {
      return;
    }
    LOG.warn("PostgreSQL did not stop in {} s, stopping it at once", FAST_STOP_SECONDS);
    signal("QUIT");
    if (!endsWithin(TimeUnit.SECONDS.toMillis(IMMEDIATE_STOP_SECONDS))) {
      process.destroyForcibly();
    }
  }

  private void signal(String name) {
    try {
      Commands.run(
          List.of("/bin/sh", "-c", "kill -" + name + " \"$1\"", "sh", Long.toString(process.pid())),
          IMMEDIATE_STOP_SECONDS);
    } catch (EmbeddedPostgresException e) {
      LOG.warn("PostgreSQL could not be sent the signal {}", name, e);
    }
  }

  private boolean endsWithin(long millis) {
    try {
      process.onExit().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for a process cannot fail", e);
    }
  }

  private static int recordedPort(Cluster cluster) {
    try {
      int port = Integer.parseInt(Files.readString(cluster.portFile()).strip());
      return port > 0 && port <= 65_535 ? port : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** The wanted one if it is free, else any. */
  private static int freePort(int wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      if (wanted == 0) {
        throw e;
      }
      return freePort(0);
    }
  }
}
