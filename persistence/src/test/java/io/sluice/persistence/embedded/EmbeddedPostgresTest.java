package io.sluice.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir private Path directory;

  @Test
  void dataAndPasswordOutliveAStopAndAStart() throws Exception {
    String password;
    try (EmbeddedPostgres first = start()) {
      password = first.password();
      query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    }

    try (EmbeddedPostgres second = start()) {
      assertThat(query(second, "SELECT answer FROM kept")).isEqualTo("42");
      assertThat(second.password()).isEqualTo(password);
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void commitsAreDurableAndOnlyThePasswordOpensIt() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertThat(query(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(query(postgres, "SHOW unix_socket_directories")).isEmpty();
      assertThat(
              query(
                  postgres,
                  "SELECT rolpassword LIKE 'SCRAM-SHA-256%' FROM pg_authid"
                      + " WHERE rolname = 'sluice'"))
          .isEqualTo("t");
      assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "sluice", "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("no pg_hba.conf entry");
    }
  }

  @Test
  void aSecondUserOfTheDirectoryIsRefusedAndDisturbsNothing() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("Another gateway uses the data directory");

      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void theServerOfAKilledGatewayIsAdoptedWithItsCommits() throws Exception {
    ProcessHandle orphan = orphanOfAKilledGateway(60);

    try (EmbeddedPostgres adopted = start()) {
      assertThat(adopted.process().pid()).isEqualTo(orphan.pid());
      assertThat(query(adopted, "SELECT 1")).isEqualTo("1");
    }

    assertThat(orphan.isAlive()).isFalse();
  }

  @Test
  void theServerOfAKilledGatewayEndsWhenNobodyAdoptsIt() throws Exception {
    ProcessHandle orphan = orphanOfAKilledGateway(0);

    await().atMost(Duration.ofSeconds(30)).until(() -> !orphan.isAlive());

    try (EmbeddedPostgres next = start()) {
      assertThat(next.process().pid()).isNotEqualTo(orphan.pid());
    }
  }

  @Test
  void aServerThatDiesIsStartedAgainAtTheSamePlace() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      query(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
      ProcessHandle first = postgres.process();

      first.destroyForcibly();

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> query(postgres, "SELECT answer FROM kept").equals("42"));
      assertThat(postgres.process().pid()).isNotEqualTo(first.pid());
    }
  }

  @Test
  void aRecordedPortThatIsTakenIsReplaced() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(directory.resolve("port"), Integer.toString(taken.getLocalPort()));

      try (EmbeddedPostgres postgres = start()) {
        assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        assertThat(postgres.jdbcUrl()).doesNotContain(":" + taken.getLocalPort() + "/");
      }
    }
  }

  @Test
  void aStaleProcessNumberOfAnotherProgramDoesNotKeepItFromStarting() throws Exception {
    start().close();
    String pidFile =
        ProcessHandle.current().pid()
            + "\n"
            + directory.resolve("cluster")
            + "\n1\n1\n\n127.0.0.1\n\nready\n";
    Files.writeString(directory.resolve("cluster/postmaster.pid"), pidFile);

    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsOneClearSentence() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(file)))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a directory");
  }

  @Test
  void inAClosedHomeTheServerKeepsTheRightToPassAndNoOther() throws Exception {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root steps down to another account");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

    try (EmbeddedPostgres inside =
            EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(closed.resolve("data")));
        EmbeddedPostgres outside =
            EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(directory.resolve("open")))) {
      assertThat(rights(outside)).isEqualTo("0000000000000000");
      // CAP_DAC_READ_SEARCH is the third bit.
      assertThat(rights(inside)).isEqualTo("0000000000000004");
    }
  }

  private static String rights(EmbeddedPostgres postgres) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + postgres.process().pid() + "/status")).stream()
        .filter(line -> line.startsWith("CapEff:"))
        .map(line -> line.substring("CapEff:".length()).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anArchiveIsUnpackedOnceByTwoAtATime() throws Exception {
    Path cache = directory.resolve("cache");

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = executor.submit(() -> Binaries.in(cache));
      var two = executor.submit(() -> Binaries.in(cache));

      assertThat(one.get()).isEqualTo(two.get());
      assertThat(Path.of(one.get().program("postgres"))).isExecutable();
    }
    try (var entries = Files.list(cache)) {
      assertThat(entries.filter(Files::isDirectory)).hasSize(1);
    }
  }

  private EmbeddedPostgres start() throws EmbeddedPostgresException {
    return EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(directory));
  }

  private ProcessHandle orphanOfAKilledGateway(int graceSeconds) throws Exception {
    Process gateway =
        new ProcessBuilder(
                JAVA,
                "-cp",
                System.getProperty("java.class.path"),
                CrashingGateway.class.getName(),
                directory.toString(),
                Integer.toString(graceSeconds))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader reader = gateway.inputReader()) {
      long pid = firstNumber(reader);
      gateway.destroyForcibly();
      assertThat(gateway.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return ProcessHandle.of(pid).orElseThrow();
    }
  }

  private static long firstNumber(BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.matches("[0-9]+")) {
        return Long.parseLong(line);
      }
    }
    throw new IOException("the gateway ended without a word");
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return String.valueOf(rows.getString(1));
      }
    }
  }
}
