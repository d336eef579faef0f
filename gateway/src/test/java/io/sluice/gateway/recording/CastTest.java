package io.sluice.gateway.recording;

import static io.sluice.gateway.recording.CastLog.SECOND;
import static io.sluice.gateway.recording.CastLog.facts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CastTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TerminalSize TERMINAL = new TerminalSize(100, 30);
  private static final CastOptions V2 = new CastOptions(CastFormat.V2, true, null);
  private static final CastOptions V3 = new CastOptions(CastFormat.V3, true, null);

  @Test
  @Tag("T5")
  void theSecondFormatHasTimesSinceTheSpawn() {
    CastLog log = new CastLog(facts(TERMINAL, "sh", "-c", "echo 'a b'"), V2).started();
    log.output(248_848, "\u001b[1mHi\u001b[0m\r\n").output(SECOND + 1, "é\"\\").ended(7);

    assertThat(log.recorded())
        .isEqualTo(
            """
            {"version":2,"width":100,"height":30,"timestamp":1767323046,\
            "command":"sh -c 'echo '\\\\''a b'\\\\'''","title":"e1"}
            [0.248848, "o", "\\u001b[1mHi\\u001b[0m\\r\\n"]
            [1.000001, "o", "é\\"\\\\"]
            [1.000001, "m", "exit 7, exited"]
            """);
  }

  @Test
  @Tag("T5")
  void theThirdHasIntervalsAndTheExit() {
    CastLog log =
        new CastLog(facts(TERMINAL, "top"), new CastOptions(CastFormat.V3, true, 2)).started();
    log.output(248_848, "a").resized(80, 24, 900).output(SECOND, "b").ended(137);

    assertThat(log.recorded())
        .isEqualTo(
            """
            {"version":3,"term":{"cols":100,"rows":30},"timestamp":1767323046,\
            "idle_time_limit":2,"command":"top","title":"e1"}
            [0.248848, "o", "a"]
            [0.651152, "r", "80x24"]
            [0.100000, "o", "b"]
            [0.000000, "m", "exit 137, exited"]
            [0.000000, "x", "137"]
            """);
  }

  @Test
  void thePipesOfACommandPlayLikeATerminalInTheOrderOfTheLog() {
    CastLog log = new CastLog(facts(null, "sh"), V2).started();
    log.output(1, "out\n")
        .output(Channel.STDERR, 2, "err\n".getBytes(StandardCharsets.UTF_8))
        .ended(0);

    assertThat(log.recorded()).startsWith("{\"version\":2,\"width\":80,\"height\":24,");
    assertThat(log.events())
        .startsWith("[0.000001, \"o\", \"out\\r\\n\"]", "[0.000002, \"o\", \"err\\r\\n\"]");
  }

  @Test
  void nothingOfTheEnvironmentIsInIt() {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), V2).started().ended(0);

    assertThat(log.recorded()).doesNotContain("SECRET").doesNotContain("s3cr3t");
  }

  @Test
  void aLongCommandIsCutAndStaysText() throws Exception {
    CastLog log = new CastLog(facts(null, "x", "\ud83d\ude00".repeat(5_000)), V2).started();

    String command = JSON.readTree(log.recorded()).path("command").asText();

    assertThat(command).hasSizeLessThan(2_100).endsWith("\ud83d\ude00\u2026");
  }

  @Test
  void theFirstSizeThatIsKnownIsTheHeaders() {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), V2).resized(90, 20, -10).started();

    assertThat(log.recorded()).contains("\"width\":90,\"height\":20").doesNotContain("\"r\"");
  }

  @ParameterizedTest
  @EnumSource(CastFormat.class)
  @Tag("L11")
  void timesNeverGoBackWhereverTheClocksStand(CastFormat format) throws Exception {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), new CastOptions(format, true, null)).started();
    log.output(SECOND, "1").resized(1, 1, -5_000).output(2 * SECOND, "2");
    log.resized(2, 2, 3_600_000).resized(3, 3, 2_500).output(3 * SECOND, "3").output(SECOND, "4");
    log.controlTaken(4, "other", 3_500).ended(new Outcome(code(0), EndReason.LOST, false), 100);

    double time = 0;
    for (String line : log.events()) {
      double at = JSON.readTree(line).get(0).doubleValue();
      assertThat(at).isGreaterThanOrEqualTo(format == CastFormat.V2 ? time : 0);
      time = at;
    }
    assertThat(log.events()).hasSizeGreaterThan(8);
  }

  private static ExitStatus code(int code) {
    return new ExitStatus.Code(code);
  }

  @Test
  @Tag("T5")
  void aClockThatJumpsMovesNoOutput() {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), V2).started();
    log.output(SECOND, "1").resized(2, 2, 3_600_000).output(2 * SECOND, "2").exited(3 * SECOND);
    log.ended(new Outcome(code(0), EndReason.EXITED, true), 3_700_000);

    assertThat(log.events())
        .containsExactly(
            "[1.000000, \"o\", \"1\"]",
            "[2.000000, \"r\", \"2x2\"]",
            "[2.000000, \"o\", \"2\"]",
            "[3.000000, \"m\", \"exit 0, exited\"]");
  }

  @Test
  void aPreemptionIsAMarkAndATakeoverOfNobodysControlIsNone() {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), V2).started();
    log.controlTaken(1, null, 10).controlTaken(2, "key/other", 1_250).output(2 * SECOND, "x");

    assertThat(log.events())
        .containsExactly("[1.250000, \"m\", \"control taken, generation 2\"]", out(2, "x"));
    assertThat(log.recorded()).doesNotContain("secret-name").doesNotContain("key/other");
  }

  private static String out(int second, String text) {
    return "[" + second + ".000000, \"o\", \"" + text + "\"]";
  }

  @Test
  @Tag("O18")
  void aGapIsAMarkWhereItIsAndNoCharacterGoesOnOverIt() {
    CastLog log = new CastLog(facts(null, "sh"), V2).started();
    log.output(Channel.STDOUT, SECOND, (byte) 'a', (byte) 0xc3);
    log.gap(Channel.STDOUT, 2, 20).output(Channel.STDOUT, 2 * SECOND, (byte) 0xa9);

    assertThat(log.events())
        .containsExactly(
            out(1, "a"),
            out(1, "\ufffd"),
            "[1.000000, \"m\", \"gap, stdout 2-20, trimmed\"]",
            out(2, "\ufffd"));
  }

  @Test
  @Tag("O31")
  void whatALimitTookIsToldBeforeTheExit() {
    CastLog log = new CastLog(facts(null, "sh"), V3).started().exited(SECOND);
    log.ended(new Outcome(code(1), EndReason.EXITED, false, true), 0);

    assertThat(log.events())
        .containsExactly(
            "[1.000000, \"m\", \"truncated: a limit removed output\"]",
            "[0.000000, \"m\", \"incomplete: output may be missing at the end\"]",
            "[0.000000, \"m\", \"exit 1, exited\"]",
            "[0.000000, \"x\", \"1\"]");
  }

  @Test
  @Tag("L10")
  void anExitThatNobodyKnowsIsNotZero() {
    CastLog log = new CastLog(facts(null, "sh"), V3).started();
    log.ended(new Outcome(new ExitStatus.Unknown(), EndReason.LOST, false), 4_000);

    assertThat(log.events())
        .contains("[0.000000, \"m\", \"exit unknown, lost\"]")
        .endsWith("[0.000000, \"x\", \"-1\"]");
    assertThat(log.events().getFirst()).startsWith("[4.000000, \"m\", \"incomplete");
  }

  @Test
  void charactersThatAreCutAreJoinedOnEachChannel() {
    CastLog log = new CastLog(facts(null, "sh"), V2).started();
    byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
    log.output(Channel.STDOUT, 1, euro[0]).output(Channel.STDERR, 2, euro[0], euro[1]);
    log.output(Channel.STDOUT, 3, euro[1], euro[2]).output(Channel.STDERR, 4, euro[2]);

    assertThat(texts(log)).isEqualTo("€€");
  }

  @Test
  void whatIsLeftOfACharacterIsToldAtTheEndOfItsChannel() {
    CastLog log = new CastLog(facts(null, "sh"), V2).started();
    log.output(Channel.STDOUT, 1, (byte) 0xe2, (byte) 0x82).channelEnded(Channel.STDOUT, SECOND);
    log.ended(0);

    assertThat(log.events()).contains(out(1, "\ufffd"));
    assertThat(texts(log)).isEqualTo("\ufffd");
  }

  @Test
  void queriesAreLeftOutWhenAskedFor() {
    CastOptions quiet = new CastOptions(CastFormat.V2, false, null);
    CastLog log = new CastLog(facts(TERMINAL, "vim"), quiet).started();
    log.output(1, "a\u001b[").output(2, "6nb\u001b[1mc\u001b]11;?").ended(0);

    assertThat(texts(log)).isEqualTo("ab\u001b[1mc");
  }

  @Test
  void asIsTheyStayIn() {
    CastLog log = new CastLog(facts(TERMINAL, "vim"), V2).started();
    log.output(1, "a\u001b[").output(2, "6nb").ended(0);

    assertThat(texts(log)).isEqualTo("a\u001b[6nb");
  }

  @Test
  void lifeIsShownWithoutOutputAlsoBeforeTheStart() {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), V2).pulse().started();
    log.output(SECOND, "a").resized(90, 20, 1_500).pulse().output(2 * SECOND, "b").ended(0);

    assertThat(log.recorded()).contains("\"timestamp\":1767323045,");
    assertThat(log.events())
        .startsWith(
            "[0.000000, \"o\", \"\"]",
            out(1, "a"),
            "[1.500000, \"r\", \"90x20\"]",
            "[1.500000, \"o\", \"\"]",
            out(2, "b"));
  }

  @Test
  @Tag("O24")
  void whatWaitsForOutputIsBounded() {
    CastLog log = new CastLog(facts(TERMINAL, "sh"), V2).started();

    for (int taken = 1; taken <= 1_000; taken++) {
      log.controlTaken(taken, "other", taken);
    }

    assertThat(log.events()).hasSizeGreaterThan(700);
  }

  private static String texts(CastLog log) {
    StringBuilder all = new StringBuilder();
    for (String line : log.events()) {
      JsonNode event = event(line);
      if (event.get(1).asText().equals("o")) {
        all.append(event.get(2).asText());
      }
    }
    return all.toString();
  }

  private static JsonNode event(String line) {
    try {
      JsonNode event = JSON.readTree(line);
      assertThat(List.of("o", "r", "m", "x")).contains(event.get(1).asText());
      return event;
    } catch (JsonProcessingException wrong) {
      throw new AssertionError(line, wrong);
    }
  }
}
