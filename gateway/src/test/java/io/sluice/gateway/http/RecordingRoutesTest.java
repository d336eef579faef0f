package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingRoutesTest {
  private static World world;
  private static String box;
  private static ExecutionId id;

  @BeforeAll
  static void open() throws Exception {
    world = new World();
    box = world.box(world.alice, "{\"name\":\"b\"}");
    id = new ExecutionId(world.execution(world.alice, box, "{\"command\":\"x\",\"tty\":true}"));
    world.executions.command(id, new Command.ConfirmStart(MachineExecutions.RUNNER, 1));
    report(new Report.Output(1, Channel.STDOUT, 1_500_000, Payload.utf8("a\u001b[6nb")));
    report(new Report.Exited(2, 2_000_000, new ExitStatus.Code(7), false));
    report(new Report.ChannelEnded(3, Channel.STDOUT, 2_000_000, ChannelEnding.COMPLETE));
    report(new Report.ChannelEnded(4, Channel.STDERR, 2_000_000, ChannelEnding.COMPLETE));
  }

  private static void report(Report report) {
    world.executions.command(
        id, new Command.TakeReports(MachineExecutions.RUNNER, List.of(report)));
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "             | '' | 2",
        "             | */* | 2",
        "             | text/html, */*;q=0.8 | 2",
        "             | application/x-asciicast | 2",
        "             | application/x-asciicast;version=3 | 3",
        "             | Application/X-Asciicast; Version=\"3\" | 3",
        "             | application/x-asciicast;version=2;q=0.5, application/x-asciicast;version=3 | 3",
        "             | application/x-asciicast;version=3;q=0, */* | 2",
        "             | application/x-asciicast;version=4, application/x-asciicast;version=3 | 3",
        "?format=v3   | '' | 3",
        "?format=v3   | application/x-asciicast;version=2 | 3",
        "?format=v2   | application/x-asciicast;version=9 | 2"
      })
  void theFormatIsAsAskedFor(String query, String accept, int version) throws Exception {
    World.Answer answer = get(query == null ? "" : query, accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type"))
        .startsWith("application/x-asciicast")
        .contains("version=" + version);
    assertThat(answer.text()).startsWith("{\"version\":" + version + ",");
  }

  @ParameterizedTest
  @Tag("C15")
  @CsvSource({
    "?format=v4, '', invalid_argument",
    "?format=, '', invalid_argument",
    "?queries=some, '', invalid_argument",
    "?idle_limit=0, '', invalid_argument",
    "?idle_limit=x, '', invalid_argument",
    "'', application/x-asciicast;version=1, unsupported"
  })
  void whatThereIsNotIsRefused(String query, String accept, String code) throws Exception {
    World.Answer answer = get(query, accept);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  @Tag("T5")
  void theLogIsRecordedUpToItsExit() throws Exception {
    World.Answer answer = get("?idle_limit=2", "");

    assertThat(answer.text().lines().skip(1))
        .containsExactly(
            "[1.500000, \"o\", \"a\\u001b[6nb\"]", "[2.000000, \"m\", \"exit 7, exited\"]");
    assertThat(answer.text()).contains("\"idle_time_limit\":2,");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + id + ".cast\"");
  }

  @Test
  void queriesAreLeftOutWhenAskedFor() throws Exception {
    assertThat(get("?queries=drop", "").text()).contains("\"o\", \"ab\"]");
    assertThat(get("?queries=keep", "").text()).contains("\"o\", \"a\\u001b[6nb\"]");
  }

  @Test
  void itsBoxLeadsToItToo() throws Exception {
    String path = "/v1/boxes/" + box + "/executions/" + id + "/recording?format=v3";

    World.Answer answer = world.get(world.alice, path);

    assertThat(answer.text()).endsWith("[0.000000, \"x\", \"7\"]\n");
  }

  @ParameterizedTest
  @Tag("T1")
  @ValueSource(strings = {"executions/nobody", "boxes/b/executions/nobody"})
  void whatThereIsNotIsNotFound(String path) throws Exception {
    assertThat(world.get(world.alice, "/v1/" + path + "/recording").status()).isEqualTo(404);
    assertThat(world.get(world.bob, "/v1/executions/" + id + "/recording").status()).isEqualTo(404);
  }

  @Test
  void aRecordingThatIsCutNeverEndsLikeACompleteOne() throws Exception {
    try (World cut = new World()) {
      String made = cut.ask(cut.alice, "POST", "/v1/executions", "{\"command\":\"x\"}").text();
      String other = made.replaceAll(".*\"execution_id\":\"([^\"]+)\".*", "$1");
      cut.logs.cutAfter(1);

      assertThatIOException()
          .isThrownBy(() -> cut.get(cut.alice, "/v1/executions/" + other + "/recording"));
    }
  }

  private static World.Answer get(String query, String accept) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.server().uri("/v1/executions/" + id + "/recording" + query))
            .header("Authorization", "Bearer " + world.alice);
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return world.send(request);
  }
}
