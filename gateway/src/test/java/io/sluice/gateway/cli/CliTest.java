package io.sluice.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final List<Record> launched = new ArrayList<>();
  private final Launcher launcher =
      new Launcher() {
        @Override
        public int serve(ServeOptions options) throws UserFailure {
          launched.add(options);
          if (options.config() != null) {
            throw new UserFailure("the settings\nare wrong");
          }
          return 0;
        }

        @Override
        public int runner(RunnerOptions options) {
          launched.add(options);
          return 0;
        }
      };

  private int run(String... arguments) {
    Map<String, String> environment =
        Map.of("SLUICE_DATA", "/data", "SLUICE_URL", "http://127.0.0.1:1", "SLUICE_API_KEY", "k");
    return Cli.run(
        arguments,
        launcher,
        new Console(new ByteArrayInputStream(new byte[0]), out, error, environment));
  }

  @Test
  void serveHasItsDefaults() {
    int code = run("serve");

    assertThat(code).isZero();
    assertThat(launched)
        .containsExactly(
            new ServeOptions(
                new ListenAddress("127.0.0.1", 8100),
                new DataDirectory(Path.of("/data")),
                null,
                true,
                null,
                null,
                "process"));
  }

  @Test
  void serveTakesItsOptions() {
    run(
        "serve",
        "--listen",
        "0.0.0.0:0",
        "--data",
        "/other",
        "--database-url",
        "postgresql://u:p@h/d",
        "--no-local-runner",
        "--idle-exit",
        "30s",
        "--driver",
        "bubblewrap");

    assertThat(launched)
        .containsExactly(
            new ServeOptions(
                new ListenAddress("0.0.0.0", 0),
                new DataDirectory(Path.of("/other")),
                "postgresql://u:p@h/d",
                false,
                null,
                Duration.ofSeconds(30),
                "bubblewrap"));
    assertThat(launched.toString()).doesNotContain("u:p");
  }

  @Test
  void runnerTakesItsOptions() {
    run(
        "runner",
        "--gateway=http://h:1",
        "--token-file=/t",
        "--label=a=1",
        "--label=b=2",
        "--capacity=3",
        "--driver=bubblewrap");

    assertThat(launched)
        .containsExactly(
            new RunnerOptions(
                URI.create("http://h:1"),
                Path.of("/t"),
                Map.of("a", "1", "b", "2"),
                3,
                new DataDirectory(Path.of("/data")),
                "bubblewrap"));
  }

  @Test
  void aFailureIsOneLineAndExitCodeOne() {
    int code = run("serve", "--config", "/c");

    assertThat(code).isEqualTo(1);
    assertThat(error.toString(UTF_8)).isEqualTo("sluice: the settings are wrong\n");
  }

  @Test
  void aGatewayThatDoesNotAnswerIsOneLineAndExitCodeOne() {
    int code = run("ps");

    assertThat(code).isEqualTo(1);
    assertThat(error.toString(UTF_8))
        .startsWith("sluice: no gateway answers at http://127.0.0.1:1: ");
    assertThat(error.toString(UTF_8).lines()).hasSize(1);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nosuch",
        "run",
        "run --timeout 5x -- true",
        "run -e novalue -- true",
        "run --nosuch -- true",
        "serve --listen 8100",
        "runner --gateway http://h:1",
        "logs",
        "logs e1 --from x",
        "replay",
        "replay e1 --speed fast",
        "replay e1 --from 10",
        "replay e1 --format v1",
        "replay e1 --queries some",
        "kill --signal TERM e1",
        "key"
      })
  void aWrongUsageIsOneLineAndExitCodeTwo(String line) {
    int code = run(line.split(" "));

    assertThat(code).isEqualTo(2);
    assertThat(error.toString(UTF_8)).startsWith("sluice: ").endsWith("--help')\n");
    assertThat(error.toString(UTF_8).lines()).hasSize(1);
    assertThat(launched).isEmpty();
  }

  @Test
  void helpGoesToStdout() {
    int code = run("run", "--help");

    assertThat(code).isZero();
    assertThat(out.toString(UTF_8)).contains("--timeout").contains("--box");
    assertThat(error.toString(UTF_8)).isEmpty();
  }
}
