package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.ExecRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Coming back to what runs, and lines that break, on the command line. */
@ExtendWith(Rig.Shared.class)
class AttachIT {
  private final Rig rig;

  AttachIT(Rig rig) {
    this.rig = rig;
  }

  private record Said(String out, String err, int code) {}

  @Test
  @Timeout(60)
  void attachGoesOnWithWhatRuns() throws Exception {
    String id = rig.exec("echo begun; cat; exit 7");

    Said said = said(begin(rig.gateway().url().toString(), "attach", id), "hello\n");

    assertThat(said).isEqualTo(new Said("begun\nhello\n", "", 7));
  }

  @Test
  @Tag("O13")
  @Timeout(60)
  void whoOnlyReadsBeginsWhereItWants() throws Exception {
    String id = rig.exec("echo begun; exit 3");

    Said all = said(begin(rig.gateway().url().toString(), "attach", "--read-only", id), "");
    Said rest =
        said(begin(rig.gateway().url().toString(), "attach", "--read-only", "--from", "3", id), "");

    assertThat(all).isEqualTo(new Said("begun\n", "", 3));
    assertThat(rest).isEqualTo(new Said("un\n", "", 3));
  }

  @Test
  @Tag("O9")
  @Timeout(60)
  void aRunThatIsPreemptedSaysSoAndLeavesTheCommandToTheOther() throws Exception {
    String url = rig.gateway().url().toString();
    Process run = begin(url, "run", "--json", "--", "sh", "-c", "echo one; read line; echo $line");
    BufferedReader lines = run.inputReader(StandardCharsets.UTF_8);
    String id = lines.readLine().replaceFirst(".*\"execution_id\":\"([^\"]*)\".*", "$1");
    assertThat(lines.readLine()).contains("stdout");

    Said refused = said(begin(url, "attach", id), "");
    Said attached = said(begin(url, "attach", "--preempt", id), "two\n");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(run.waitFor()).isEqualTo(122);
    assertThat(new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("took control of " + id);
    assertThat(attached.out()).endsWith("two\n");
    assertThat(attached.code()).isZero();
  }

  @Test
  @Tag("O16")
  @Tag("I12")
  @Timeout(120)
  void runAndLogsShowNoSeamOverLinesThatBreak() throws Exception {
    String input = "0123456789\n".repeat(20_000);
    CutPolicy cuts = new CutsByBytes(5, 60_000, List.of(Fate.How.RESET, Fate.How.FINISH));

    try (CuttingProxy proxy = CuttingProxy.before(rig.gateway().url(), cuts)) {
      String url = proxy.url().toString();
      Said ran = said(begin(url, "run", "--", "sh", "-c", "cat; exit 9"), input);
      String id = rig.exec(ExecRequest.of("seq", "100000"));
      Said logged = said(begin(url, "logs", "--follow", id), "");

      assertThat(ran).isEqualTo(new Said(input, "", 9));
      assertThat(logged.err()).isEmpty();
      assertThat(logged.out().lines().count()).isEqualTo(100_000);
      assertThat(logged.out()).endsWith("\n99999\n100000\n");
      assertThat(proxy.cuts(Fate.How.RESET) + proxy.cuts(Fate.How.FINISH)).isPositive();
    }
  }

  private Process begin(String url, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(GatewayProcess.line(List.of(arguments)));
    builder.environment().put("SLUICE_URL", url);
    builder.environment().put("SLUICE_API_KEY", rig.gateway().adminKey());
    return builder.start();
  }

  private static Said said(Process process, String input) throws Exception {
    Thread writing = Thread.ofVirtual().start(() -> write(process, input));
    Thread.Builder reading = Thread.ofVirtual();
    StringBuilder errors = new StringBuilder();
    Thread reader = reading.start(() -> errors.append(errors(process)));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    reader.join();
    writing.join();
    return new Said(out, errors.toString(), process.waitFor());
  }

  private static String errors(Process process) {
    try {
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      return broken.toString();
    }
  }

  private static void write(Process process, String input) {
    try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
      stdin.write(input);
    } catch (IOException _) {
      // The command is over.
    }
  }
}
