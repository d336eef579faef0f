package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.RecordingRequest;
import io.sluice.protocol.model.TerminalSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of real processes, and the real player. */
@ExtendWith(Rig.Shared.class)
class RecordingIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Colours, a character in two writes, what looks like JSON, and what looks like lines. */
  private static final String SHOW =
      "printf '\\033[1;31mred\\033[0m \\342'; sleep 0.05; printf '\\202\\254\\n';"
          + " printf '\"]\\\\n[\\t\\302\\205\\342\\200\\250|'; stty size; exit 3";

  private final Rig rig;

  RecordingIT(Rig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("T5")
  @Tag("O25")
  void asciinemaPlaysTheBytesThatTheTerminalHad(@TempDir Path scratch) throws Exception {
    assumeAsciinema();
    String id = terminal(SHOW);
    assertThat(rig.client().awaitEnd(id, LONG).exitCode()).isEqualTo(3);
    Path cast = Files.write(scratch.resolve("e.cast"), recording(id, 2));

    byte[] played = play(scratch, cast);

    assertThat(new String(played, StandardCharsets.UTF_8))
        .isEqualTo(Watched.of(rig.client(), id).stdout())
        .contains("red\u001b[0m \u20ac\r\n")
        .endsWith("24 80\r\n");
  }

  @Test
  @Tag("O27")
  void aRecordingIsLiveWithTheSizesAndEndsWithTheExit(@TempDir Path scratch) throws Exception {
    Path door = scratch.resolve("door");
    String id =
        terminal("echo first; while [ ! -e " + door + " ]; do sleep 0.05; done; stty size; exit 3");

    try (InputStream body = rig.client().recording(new RecordingRequest(id, 3, true, 2));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      JsonNode header = JSON.readTree(lines.readLine());
      String first = lines.readLine();
      rig.client().resize(id, new TerminalSize(90, 20));
      Files.createFile(door);
      List<String> rest = lines.lines().toList();

      assertThat(header.at("/term/cols").asInt()).isEqualTo(80);
      assertThat(header.path("idle_time_limit").asInt()).isEqualTo(2);
      assertThat(first).endsWith(", \"o\", \"first\\r\\n\"]");
      assertThat(rest.getFirst()).endsWith("\"r\", \"90x20\"]");
      assertThat(String.join("\n", rest)).contains("20 90\\r\\n").contains("\"exit 3, exited\"");
      assertThat(rest.getLast()).endsWith(", \"x\", \"3\"]");
    }
  }

  private String terminal(String script) {
    return rig.exec(new ExecRequest(List.of("sh", "-c", script), Map.of(), null, true, null));
  }

  private byte[] recording(String id, int version) throws IOException {
    try (InputStream body = rig.client().recording(new RecordingRequest(id, version, true, null))) {
      return body.readAllBytes();
    }
  }

  /** In a session of its own, so that it finds no terminal to read keys from. */
  private static byte[] play(Path home, Path cast) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "-w", "asciinema", "play", "-s", "1000", cast.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("HOME", home.toString());
    Process player = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] played = player.getInputStream().readAllBytes();
    assertThat(player.waitFor()).isZero();
    return played;
  }

  /** Skips the calling test, and says why, without the player; fails when it must be there. */
  private static void assumeAsciinema() {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "asciinema")));
    if (there) {
      return;
    }
    String missing = "asciinema is not installed";
    if (System.getProperty("sluice.it.asciinema", "").equals("required")) {
      throw new IllegalStateException(missing);
    }
    System.out.println("SKIPPED the test with the real player: " + missing);
    abort(missing);
  }
}
