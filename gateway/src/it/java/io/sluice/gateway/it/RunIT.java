package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.client.SluiceClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people use it, in processes of its own, with one gateway. */
@ExtendWith(Rig.Shared.class)
class RunIT {
  private final GatewayProcess gateway;

  /** What a command said and how it ended. */
  private record Said(String out, String err, int code) {}

  RunIT(Rig rig) {
    this.gateway = rig.gateway();
  }

  @Test
  @Tag("O26")
  @Tag("L10")
  void streamsAndTheExitCodePassThrough() throws Exception {
    Said said = sluice("hello\n", "run", "--", "sh", "-c", "tr a-z A-Z; echo err >&2; exit 7");

    assertThat(said).isEqualTo(new Said("HELLO\n", "err\n", 7));
  }

  @Test
  @Tag("O25")
  void bytesThatAreNoTextPassThroughUnchanged() throws Exception {
    Said said = sluice("", "run", "--", "printf", "\\377\\000\\200\\r\\n");

    assertThat(said.out()).isEqualTo("\u00ff\u0000\u0080\r\n");
  }

  @Test
  void variablesAndTheDirectoryReachTheCommand() throws Exception {
    Said said = sluice("", "run", "-e", "A=b=c", "-w", "/usr", "--", "sh", "-c", "echo $A $(pwd)");

    assertThat(said.out()).isEqualTo("b=c /usr\n");
  }

  @Test
  @Tag("L10")
  void aSignalThatEndsTheCommandIsItsCodePlus128() throws Exception {
    Said said = sluice("", "run", "--", "sh", "-c", "kill -TERM $$");

    assertThat(said).isEqualTo(new Said("", "", 143));
  }

  @Test
  @Tag("L7")
  void aMissingProgramIs127WithAMessage() throws Exception {
    Said said = sluice("", "run", "--", "/no/such/program");

    assertThat(said.code()).isEqualTo(127);
    assertThat(said.err()).startsWith("sluice: ");
    assertThat(said.err().lines()).hasSize(1);
  }

  @Test
  @Tag("C14")
  void aCommandWhoseTimeIsUpEndsAndThatIsSaid() throws Exception {
    Said said = sluice("", "run", "--timeout", "200ms", "--", "sleep", "600");

    assertThat(said.code()).isEqualTo(143);
    assertThat(said.err()).isEqualTo("sluice: the command was ended because its time was up\n");
  }

  @Test
  @Tag("O31")
  @Tag("O12")
  void howMuchIsKeptOfItsLogAndForHowLongIsSaidByFlags() throws Exception {
    Said cut = sluice("", "run", "--output-limit", "100:end", "--", "cat", "/dev/zero");
    Said run = sluice("", "run", "--json", "--retention", "90s", "--", "true");
    String id = json(run.out()).getFirst().path("execution_id").asText();

    assertThat(cut.out()).isEqualTo("\0".repeat(100));
    assertThat(cut.err()).isEqualTo("sluice: the output is incomplete: it reached its limit\n");
    assertThat(cut.code()).isEqualTo(137);
    assertThat(sluice("", "audit", "export", id).out()).contains("retention").contains("PT1M30S");
  }

  @Test
  @Tag("C1")
  void ctrlCReachesTheCommand() throws Exception {
    Process run =
        begin(
            "run",
            "--",
            "sh",
            "-c",
            "trap 'echo got; exit 9' INT; echo on; while :; do sleep 0.05; done");
    InputStream out = run.getInputStream();
    assertThat(out.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("on\n");

    signal("INT", run);

    assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("got\n");
    assertThat(run.waitFor()).isEqualTo(9);
  }

  @Test
  void ctrlCTwiceKillsTheCommand() throws Exception {
    Process run =
        begin(
            "run", "--", "sh", "-c", "trap 'echo got' INT; echo on; while :; do sleep 0.05; done");
    BufferedReader out = run.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo("on");

    String line = "";
    while (line != null) {
      signal("INT", run);
      line = out.readLine();
    }

    assertThat(run.waitFor()).isEqualTo(137);
  }

  @Test
  void aReaderThatLeavesEndsTheCommand() throws Exception {
    Process run = begin("run", "--", "yes");
    assertThat(run.getInputStream().read()).isEqualTo('y');

    run.getInputStream().close();

    assertThat(run.waitFor()).isEqualTo(141);
  }

  @Test
  void aTerminalHasOneChannel() throws Exception {
    Said said = sluice("", "run", "-t", "--", "sh", "-c", "test -t 2 && echo terminal >&2");

    assertThat(said).isEqualTo(new Said("terminal\r\n", "", 0));
  }

  @Test
  @Tag("O13")
  @Tag("T5")
  void theLogOutlivesTheBoxOfTheRun(@TempDir Path scratch) throws Exception {
    Said run = sluice("", "run", "--json", "--", "sh", "-c", "echo out; echo err >&2; exit 3");
    List<JsonNode> lines = json(run.out());
    String id = lines.getFirst().path("execution_id").asText();
    String box = lines.getFirst().path("box_id").asText();

    try (SluiceClient client = gateway.client()) {
      assertThat(client.boxes(null).items()).noneMatch(found -> found.id().equals(box));
    }
    assertThat(sluice("", "logs", id)).isEqualTo(new Said("out\n", "err\n", 0));
    assertThat(sluice("", "logs", "--from", "8", id)).isEqualTo(new Said("", "", 0));
    assertThat(sluice("", "replay", id, "--speed", "100")).isEqualTo(new Said("out\n", "err\n", 0));
    Path cast = scratch.resolve("e.cast");
    assertThat(sluice("", "replay", id, "--save", cast.toString())).isEqualTo(new Said("", "", 0));
    assertThat(Files.readString(cast))
        .contains("\"o\", \"err\\r\\n\"]")
        .endsWith("exit 3, exited\"]\n");
    assertThat(sluice("", "wait", id)).isEqualTo(new Said("", "", 3));
    assertThat(sluice("", "ps", "--all").out()).contains(id);
    assertThat(sluice("", "ps").out()).doesNotContain(id);
    assertThat(lines.getLast().path("type").asText()).isEqualTo("exit");
    assertThat(lines.getLast().path("exit_code").asInt()).isEqualTo(3);
  }

  @Test
  void aNamedBoxIsMadeAndKept() throws Exception {
    sluice("", "run", "--box", "kept", "--", "sh", "-c", "echo there >file");

    Said said = sluice("", "run", "--box", "kept", "--", "cat", "file");

    assertThat(said).isEqualTo(new Said("there\n", "", 0));
  }

  @Test
  void aRunningExecutionIsListedFollowedReplayedAndKilled() throws Exception {
    Process run = begin("run", "--json", "--", "sh", "-c", "echo on; sleep 600");
    BufferedReader out = run.inputReader(StandardCharsets.UTF_8);
    String id = json(out.readLine()).getFirst().path("execution_id").asText();
    assertThat(out.readLine()).contains("stdout");

    assertThat(sluice("", "ps").out()).contains(id).contains("running");
    assertThat(sluice("", "logs", id)).isEqualTo(new Said("on\n", "", 0));
    Process replay = begin("replay", id);
    assertThat(replay.getInputStream().readNBytes(3))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("on\n");
    signal("INT", replay);
    assertThat(replay.waitFor()).isEqualTo(130);
    assertThat(sluice("", "kill", "--signal", "9", id).code()).isEqualTo(1);
    assertThat(sluice("", "kill", id)).isEqualTo(new Said("", "", 0));

    assertThat(sluice("", "logs", "--follow", id)).isEqualTo(new Said("on\n", "", 0));
    assertThat(sluice("", "wait", id).code()).isEqualTo(137);
    assertThat(run.waitFor()).isEqualTo(137);
  }

  @Test
  void aKeyWorksUntilItIsRevoked() throws Exception {
    Said made = sluice("", "key", "create", "for a test");
    String id = made.err().replaceFirst("(?s)sluice: made the key ([^;]*);.*", "$1");

    try (SluiceClient client = new SluiceClient(gateway.url(), made.out().strip())) {
      assertThat(client.me().isObject()).isTrue();
    }
    assertThat(sluice("", "key", "list").out()).contains(id).doesNotContain(made.out().strip());
    assertThat(sluice("", "key", "revoke", id)).isEqualTo(new Said("", "", 0));
  }

  @Test
  void anUnknownExecutionIsOneLine() throws Exception {
    Said said = sluice("", "logs", "nosuch");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err().lines()).hasSize(1);
  }

  private static List<JsonNode> json(String lines) throws IOException {
    List<JsonNode> parsed = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      parsed.add(new ObjectMapper().readTree(line));
    }
    return parsed;
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private Process begin(String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(GatewayProcess.line(List.of(arguments)));
    builder.environment().put("SLUICE_DATA", gateway.data().toString());
    builder.environment().remove("SLUICE_URL");
    return builder.start();
  }

  private Said sluice(String input, String... arguments) throws Exception {
    Process process = begin(arguments);
    try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
      stdin.write(input);
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return new Said(out, err, process.waitFor());
  }
}
