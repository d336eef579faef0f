package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that cannot work say so in one line, and concurrent runs share one gateway. */
class StartIT {
  @TempDir Path data;

  /** What a command said and how it ended. */
  private record Said(String out, String err, int code) {}

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Said said =
          run("serve", "--data", data.toString(), "--listen", "127.0.0.1:" + taken.getLocalPort());

      assertThat(said.code()).isEqualTo(1);
      assertThat(said.err())
          .isEqualTo(
              "sluice: cannot listen on 127.0.0.1:%d: the address is in use or not ours\n"
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void aSecondGatewayOnTheDataDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
    try (GatewayProcess first = GatewayProcess.start(data)) {
      Said said = run("serve", "--data", data.toString(), "--listen", "127.0.0.1:0");

      assertThat(said.code()).isEqualTo(1);
      assertThat(said.err())
          .isEqualTo("sluice: another gateway runs on the data directory " + data + "\n");
      assertThat(run("run", "--data", data.toString(), "--", "echo", "on").out()).isEqualTo("on\n");
      assertThat(first.client().config().isObject()).isTrue();
    }
  }

  @Test
  void anUnreachableDatabaseIsOneClearLineWithoutThePassword() throws Exception {
    Said said =
        run(
            "serve",
            "--data",
            data.toString(),
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            "postgresql://someone:hidden@127.0.0.1:1/db");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).startsWith("sluice: ").doesNotContain("hidden");
  }

  @Test
  void aDataDirectoryThatIsAFileIsOneClearLine() throws Exception {
    Path file = Files.createFile(data.resolve("file"));

    Said said = run("serve", "--data", file.toString(), "--listen", "127.0.0.1:0");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err().lines()).hasSize(1);
  }

  @Test
  void anUnknownSettingIsNamed() throws Exception {
    Path config = Files.writeString(data.resolve("own.conf"), "sluice.runner.capasity = 5\n");

    Said said = run("serve", "--data", data.toString(), "--config", config.toString());

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .isEqualTo("sluice: the settings file has an unknown key: sluice.runner.capasity\n");
  }

  @Test
  @Tag("C16")
  void theFirstKeysAreReadableByTheirOwnerOnlyAndNotInTheLog() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(data)) {
      for (String name : List.of("admin.key", "runner.token")) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
            .isEqualTo("rw-------");
      }
      assertThat(gateway.log()).doesNotContain(gateway.adminKey());
    }
  }

  @Test
  void concurrentRunsShareOneGatewayThatEndsWhenNobodyUsesIt() throws Exception {
    List<Process> runs = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      List<String> arguments =
          List.of("run", "--data", data.toString(), "--", "sh", "-c", "echo " + n + "; exit " + n);
      runs.add(new ProcessBuilder(GatewayProcess.line(arguments)).start());
    }

    int started = 0;
    for (int n = 0; n < 4; n++) {
      Said said = said(runs.get(n));
      assertThat(said.out()).isEqualTo(n + "\n");
      assertThat(said.code()).isEqualTo(n);
      started += said.err().contains("started a gateway in the background") ? 1 : 0;
    }

    assertThat(started).isEqualTo(1);
    long pid =
        new ObjectMapper().readTree(data.resolve("gateway.json").toFile()).path("pid").asLong();
    ProcessHandle gateway = ProcessHandle.of(pid).orElseThrow();
    gateway.onExit().get(2, TimeUnit.MINUTES);
    assertThat(data.resolve("gateway.json")).doesNotExist();
  }

  private static Said run(String... arguments) throws IOException, InterruptedException {
    return said(new ProcessBuilder(GatewayProcess.line(List.of(arguments))).start());
  }

  private static Said said(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(out, err, process.waitFor());
  }
}
