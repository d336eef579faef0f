package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.gateway.it.BoxliteRun.Ended;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The stock client of BoxLite finds what it expects. */
@Timeout(180)
@ExtendWith(Rig.Shared.class)
class BoxliteClientIT {
  private static BoxliteClient boxlite;
  private static String box;

  @BeforeAll
  static void start(Rig rig) throws Exception {
    BoxliteClient.assumeInstalled();
    boxlite = BoxliteClient.start(rig.gateway().url(), rig.gateway().adminKey());
    box = boxlite.ask("create", Map.of("name", "stock")).asText();
  }

  @AfterAll
  static void stop() throws Exception {
    if (boxlite != null) {
      boxlite.close();
    }
  }

  @Test
  void aBoxIsMadeUsedStoppedAndRemoved() {
    String made = boxlite.ask("create", Map.of("name", "made")).asText();
    Ended ended = boxlite.run("made", "echo", "there").await();
    JsonNode info = boxlite.ask("info", Map.of("box", made));
    boxlite.ask("stop", Map.of("box", made));
    boxlite.ask("remove", Map.of("box", made));

    assertThat(ended).isEqualTo(new Ended("there\n", "", 0, null));
    assertThat(info.path("name").asText()).isEqualTo("made");
    assertThat(info.path("state").path("status").asText()).isEqualTo("running");
    assertThat(boxlite.ask("info", Map.of("box", made)).isNull()).isTrue();
  }

  @Test
  void aBoxIsStartedAndStoppedAndTellsHowItIsLookedAfter() {
    String made = boxlite.ask("create", Map.of("name", "kept", "idle_stop", "600")).asText();
    boxlite.ask("begin", Map.of("box", made));
    JsonNode begun = boxlite.ask("info", Map.of("box", made));
    boxlite.ask("stop", Map.of("box", made));
    JsonNode stopped = boxlite.ask("info", Map.of("box", made));
    Ended again = boxlite.run("kept", "echo", "again").await();

    assertThat(begun.path("state").path("status").asText()).isEqualTo("running");
    assertThat(begun.path("autoStop").asInt()).isEqualTo(600);
    assertThat(begun.path("autoDelete").asInt()).isZero();
    assertThat(begun.path("autoResume").asBoolean()).isFalse();
    assertThat(stopped.path("state").path("status").asText()).isEqualTo("stopped");
    assertThat(again).isEqualTo(new Ended("again\n", "", 0, null));
  }

  @Test
  @Tag("O26")
  @Tag("L10")
  void bothChannelsArriveApartWithTheExitCode() {
    Ended ended = boxlite.run(box, "sh", "-c", "echo out; echo err >&2; exit 7").await();

    assertThat(ended).isEqualTo(new Ended("out\n", "err\n", 7, null));
  }

  @Test
  @Tag("O4")
  void fastCommandsAreWhole() {
    List<BoxliteRun> runs =
        IntStream.range(0, 100).mapToObj(n -> boxlite.run(box, "echo", "N" + n)).toList();

    for (int n = 0; n < runs.size(); n++) {
      assertThat(runs.get(n).await()).isEqualTo(new Ended("N" + n + "\n", "", 0, null));
    }
  }

  @Test
  @Tag("O27")
  void inputAndOutputTakeTurns() throws Exception {
    BoxliteRun run = boxlite.run(box, "sh", "-c", "echo ready; read line; echo got $line; cat");
    run.awaitStdout("ready\n");

    run.write("one\n");
    run.awaitStdout("got one\n");
    run.write("two\n");
    run.closeStdin();

    assertThat(run.await()).isEqualTo(new Ended("ready\ngot one\ntwo\n", "", 0, null));
  }

  @Test
  @Tag("I3")
  void binaryInputArrivesWhole() {
    byte[] input = new byte[256 + (5 << 20)];
    new Random(3).nextBytes(input);
    for (int i = 0; i < 256; i++) {
      input[i] = (byte) i;
    }

    BoxliteRun run = boxlite.run(box, "sha256sum");
    run.write(Arrays.copyOf(input, 256));
    run.write(Arrays.copyOfRange(input, 256, input.length));
    run.closeStdin();

    assertThat(run.await()).isEqualTo(new Ended(Hashes.sha256(input) + "  -\n", "", 0, null));
  }

  @Test
  void eightMebibytesArriveWhole() {
    String written = Lines.numbered(1 << 20);

    Ended ended = boxlite.run(box, Lines.command(1 << 20)).await();

    assertThat(ended.stdout().length()).isEqualTo(8 << 20);
    assertThat(Hashes.sha256(ended.stdout().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Hashes.sha256(written.getBytes(StandardCharsets.UTF_8)));
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void charactersAreNeverSplit() {
    String line = "aé€😀";
    String script = "yes '" + line + "' | head -n 100000";

    Ended ended = boxlite.run(box, "sh", "-c", script).await();

    List<String> others = ended.stdout().lines().filter(read -> !read.equals(line)).toList();
    assertThat(others).isEmpty();
    assertThat(ended.stdout()).hasSize(100_000 * (line.length() + 1));
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  @Tag("C3")
  void aTerminalTakesAnotherSize() throws Exception {
    BoxliteRun run =
        boxlite.run(box, true, "sh", "-c", "tty >/dev/null && stty size; read line; stty size");
    run.awaitStdout("24 80");

    run.resize(101, 37);
    run.write("\n");

    Ended ended = run.await();
    assertThat(ended.stdout()).isEqualTo("24 80\r\n\r\n37 101\r\n");
    assertThat(ended.stderr()).isEmpty();
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  @Tag("C1")
  void aSignalArrives() throws Exception {
    String script = "trap 'echo got; exit 9' USR1; echo ready; while :; do sleep 0.05; done";
    BoxliteRun run = boxlite.run(box, "sh", "-c", script);
    run.awaitStdout("ready\n");

    run.signal(10);

    Ended ended = run.await();
    assertThat(ended.stdout()).isEqualTo("ready\ngot\n");
    assertThat(ended.exitCode()).isEqualTo(9);
  }

  @Test
  @Tag("C2")
  void aKilledCommandKeepsItsOutputAndItsExitArrives() throws Exception {
    BoxliteRun run = boxlite.run(box, "sh", "-c", "echo before; sleep 300");
    run.awaitStdout("before\n");

    run.kill();

    assertThat(run.await()).isEqualTo(new Ended("before\n", "", 137, null));
  }

  @Test
  @Tag("L7")
  void aMissingProgramEndsAsAShellWouldEndIt() {
    Ended ended = boxlite.run(box, "no-such-program-at-all").await();

    assertThat(ended.exitCode()).isEqualTo(127);
    assertThat(ended.stderr()).contains("no-such-program-at-all");
  }
}
