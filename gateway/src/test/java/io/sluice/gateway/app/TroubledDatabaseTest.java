package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.protocol.client.ExecRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A real process writes more than fits on its way to the journal while the database fails, by real
 * errors of a real PostgreSQL: it waits, others are told to come back, and then all of it is there.
 */
@ExtendWith(TroubledRig.Shared.class)
@Tag("O24")
@Tag("O34")
@Tag("C23")
class TroubledDatabaseTest {
  private static final int LINES = 600_000;
  private static final String NO_CONNECTIONS = "ALTER DATABASE troubled ALLOW_CONNECTIONS ";
  private static final String FULL_DISK =
      """
      CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
      END $$""";

  private final TroubledRig rig;

  TroubledDatabaseTest(TroubledRig rig) {
    this.rig = rig;
  }

  /** What is wrong with the database until it is closed. */
  interface Trouble extends AutoCloseable {
    @Override
    void close() throws SQLException, IOException;
  }

  /** What is tried while it lasts. */
  interface Meanwhile {
    void happens() throws Exception;
  }

  /** Makes it. */
  interface Cause {
    Trouble begin() throws Exception;
  }

  @Test
  void aDatabaseThatRefusesConnectionsIsWaitedFor() throws Exception {
    List<String> told =
        survives(
            "away",
            "the database does not answer",
            this::startsAreRefused,
            () -> {
              rig.operate(
                  NO_CONNECTIONS + "false",
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE datname = 'troubled'");
              return () -> rig.operate(NO_CONNECTIONS + "true");
            });

    assertThat(told).hasSizeBetween(1, 5).allMatch(line -> line.contains("fail"));
  }

  @Test
  void statementsThatTakeTooLongAreEndedAndDoneAgain() throws Exception {
    List<String> told =
        survives(
            "slow",
            "the journal cannot be written (SQLSTATE 57014)",
            this::startsAreRefused,
            () -> {
              Connection holder = rig.inside();
              holder.setAutoCommit(false);
              TroubledRig.execute(holder, "LOCK TABLE journal IN EXCLUSIVE MODE");
              return holder::close;
            });

    assertToldOnce(told, "writing the journal fails (57014)");
  }

  @Test
  void aDiskThatIsFullIsWaitedFor() throws Exception {
    List<String> told =
        survives(
            "full",
            "the journal cannot be written (SQLSTATE 53100)",
            this::startsAreRefused,
            () -> {
              rig.execute(
                  FULL_DISK,
                  "CREATE TRIGGER disk_is_full BEFORE INSERT ON journal"
                      + " EXECUTE FUNCTION disk_is_full()");
              return () -> rig.execute("DROP FUNCTION disk_is_full CASCADE");
            });

    assertToldOnce(told, "writing the journal fails (53100)");
  }

  /** Or not at all, when the same was told for another test less than a minute ago. */
  private static void assertToldOnce(List<String> told, String line) {
    assertThat(told).hasSizeLessThanOrEqualTo(1).allMatch(one -> one.startsWith(line));
  }

  /** The journal on a file system of 32 MiB, and a file that takes what is left of it. */
  @Test
  void aFileSystemWithoutRoomIsWaitedFor() throws Exception {
    Path mount = Files.createTempDirectory("sluice-small-");
    assumeTrue(
        runs("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", mount.toString()),
        "skipped: this user may not mount a file system");
    try {
      Files.setOwner(mount, Files.getOwner(Path.of(rig.one("SHOW data_directory"))));
      rig.execute("CREATE TABLESPACE small LOCATION '" + mount + "'");
      moveJournal("small");
      Path filler = mount.resolve("filler");

      List<String> told =
          survives(
              "no-room",
              "the journal cannot be written (SQLSTATE 53100)",
              () -> {}, // What is small may still fit.
              () -> {
                fill(filler);
                return () -> Files.delete(filler);
              });

      assertToldOnce(told, "writing the journal fails (53100)");
    } finally {
      moveJournal("pg_default");
      rig.execute("DROP TABLESPACE IF EXISTS small");
      assertThat(runs("umount", "-l", mount.toString())).isTrue();
      Files.delete(mount);
    }
  }

  private void moveJournal(String space) throws Exception {
    rig.execute(
        "ALTER TABLE journal SET TABLESPACE " + space,
        "ALTER INDEX journal_pkey SET TABLESPACE " + space);
  }

  private static void fill(Path file) {
    byte[] block = new byte[64 * 1024];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static boolean runs(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  /** What the operator is told of it. */
  private List<String> survives(String name, String obstacle, Meanwhile meanwhile, Cause cause)
      throws Exception {
    Path go = rig.door(name + "-go");
    Path done = rig.door(name + "-done");
    String script =
        "seq 1 1000; while [ ! -e %s ]; do sleep 0.02; done; seq 1001 %d; : > %s"
            .formatted(go, LINES, done);
    String id = rig.client().exec(rig.box(), ExecRequest.of("sh", "-c", script));
    awaitFirstLines(id);

    try (LogLines lines = LogLines.heard()) {
      try (Trouble _ = cause.begin()) {
        Files.createFile(go);
        awaitNotReady(obstacle);
        assertThat(done).doesNotExist();
        meanwhile.happens();
      }
      assertThat(output(id)).isEqualTo(whole());
      assertThat(rig.client().awaitEnd(id, TroubledRig.LONG).exitCode()).isZero();
      assertThat(done).exists();
      awaitReady();
      assertThat(start().statusCode()).isEqualTo(201);
      return lines.all();
    }
  }

  private void startsAreRefused() throws Exception {
    HttpResponse<String> refused = start();

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("5");
  }

  private HttpResponse<String> start() throws Exception {
    return rig.post("/v1/boxes/" + rig.box() + "/exec", "{\"command\":\"true\"}");
  }

  private void awaitFirstLines(String id) {
    Awaitility.await()
        .atMost(TroubledRig.LONG)
        .until(() -> rig.get("/v1/executions/" + id + "/output").body().endsWith("\n1000\n"));
  }

  private void awaitNotReady(String obstacle) {
    Awaitility.await()
        .atMost(TroubledRig.LONG)
        .until(() -> rig.get("/health/ready"), ready -> ready.body().contains(obstacle));
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(TroubledRig.LONG)
        .until(() -> rig.get("/health/ready").statusCode() == 200);
  }

  /** As a client gets it that comes back until it is answered. */
  private String output(String id) {
    return Awaitility.await()
        .atMost(TroubledRig.LONG)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () ->
                rig.get(
                    "/v1/executions/" + id + "/output?follow=1",
                    BodyHandlers.ofString(StandardCharsets.US_ASCII)),
            response -> response.statusCode() == 200)
        .body();
  }

  private static String whole() {
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= LINES; number++) {
      text.append(number).append('\n');
    }
    return text.toString();
  }
}
