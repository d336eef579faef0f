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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of these tests is {@code abc} on stdout, {@code AB} on stderr, {@code de} on stdout. */
class OutputRoutesTest {
  private World world;
  private ExecutionId id;

  @BeforeEach
  void open() throws Exception {
    world = new World();
    String made = world.ask(world.alice, "POST", "/v1/executions", "{\"command\":\"x\"}").text();
    id = new ExecutionId(made.replaceAll(".*\"execution_id\":\"([^\"]+)\".*", "$1"));
    world.executions.command(id, new Command.ConfirmStart(MachineExecutions.RUNNER, 1));
    report(new Report.Output(1, Channel.STDOUT, 1, Payload.utf8("abc")));
    report(new Report.Output(2, Channel.STDERR, 2, Payload.utf8("AB")));
    report(new Report.Output(3, Channel.STDOUT, 3, Payload.utf8("de")));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @Tag("O16")
  @Tag("O26")
  @CsvSource({
    "'', abcABde",
    "?from=2, cABde",
    "?from=4, Bde",
    "?from=7, ''",
    "?channel=stdout, abcde",
    "?channel=stdout&from=2, cde",
    "?channel=stdout&from=4, de",
    "?channel=stdout&from=7, ''",
    "?channel=stderr, AB",
    "?channel=stderr&from=4, B",
    "?channel=stderr&from=6, ''"
  })
  void aReadingHoldsExactlyTheBytesFromWhereItStarts(String query, String bytes) throws Exception {
    World.Answer answer = get(query);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(bytes);
    assertThat(answer.header("Sluice-State")).isEqualTo("running");
    assertThat(answer.header("Sluice-End-Offset")).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource({
    "'', bytes=0-0, a, 0-0",
    "'', bytes=2-5, cABd, 2-5",
    "'', bytes=5-, de, 5-6",
    "'', bytes=-3, Bde, 4-6",
    "'', bytes=0-99, abcABde, 0-6",
    "?channel=stdout, bytes=2-3, cd, 2-3",
    "?channel=stderr, bytes=1-, B, 1-1"
  })
  void aRangeCountsTheBytesOfWhatIsRead(String query, String range, String bytes, String content)
      throws Exception {
    World.Answer answer = get(query, range);

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(bytes);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes " + content + "/*");
  }

  @Test
  void theWholeLengthIsToldOnceItIsKnown() throws Exception {
    end();

    World.Answer answer = get("?channel=stdout", "bytes=0-1");

    assertThat(answer.header("Content-Range")).isEqualTo("bytes 0-1/5");
    assertThat(answer.header("Sluice-State")).isEqualTo("ended");
  }

  @Test
  void aRangeBeyondTheEndIs416() throws Exception {
    World.Answer answer = get("", "bytes=7-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.code()).isEqualTo("range_not_satisfiable");
  }

  @ParameterizedTest
  @Tag("C15")
  @ValueSource(strings = {"?from=8", "?from=-1", "?from=x", "?channel=stdin", "?follow=maybe"})
  void whatCannotBeReadIsRefused(String query) throws Exception {
    World.Answer answer = get(query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_argument");
  }

  @Test
  @Tag("T1")
  void anotherTenantsOutputDoesNotExist() throws Exception {
    World.Answer answer = world.get(world.bob, path(""));

    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  @Tag("O1")
  void aFollowedReadingEndsWithTheStateInItsTrailer() throws Exception {
    end();

    String response = raw("?follow=1");

    assertThat(response).contains("abc").contains("AB").contains("de");
    assertThat(response)
        .contains(
            "\r\n0\r\nSluice-State: ended\r\nSluice-End-Offset: 7\r\nSluice-Exit-Code: 7\r\n");
  }

  @Test
  void aReadingThatIsCutNeverEndsLikeACompleteOne() throws Exception {
    end();
    world.logs.cutAfter(4);

    String followed = raw("?follow=1");

    assertThat(followed).doesNotContain("\r\n0\r\n");
    assertThatIOException().isThrownBy(() -> get(""));
  }

  @Test
  @Tag("O19")
  void eventsEndWithTheExitAndItsTotals() throws Exception {
    end();

    List<String> lines = events("", "").text().lines().toList();

    assertThat(lines.getFirst()).startsWith("{\"id\":1,\"type\":\"accepted\"");
    assertThat(lines)
        .contains(
            "{\"id\":4,\"type\":\"output\",\"channel\":\"stdout\",\"offset\":0,\"time_us\":1,"
                + "\"data\":\"YWJj\"}");
    assertThat(lines.getLast())
        .contains("\"type\":\"exit\",\"exit_code\":7,\"reason\":\"exited\",\"offset\":7")
        .contains("\"stdout\":5")
        .contains("\"stderr\":2");
  }

  @Test
  @Tag("O16")
  void eventsGoOnAfterTheLastThatWasRead() throws Exception {
    end();
    List<String> all = events("", "").text().lines().toList();

    List<String> rest = events("", "4").text().lines().toList();

    assertThat(rest).isEqualTo(all.subList(4, all.size()));
  }

  @Test
  void whoReadTheExitIsToldThatThereIsNothingMore() throws Exception {
    end();
    int last = (int) events("", "").text().lines().count();

    World.Answer answer = events("text/event-stream", Integer.toString(last));

    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void serverSentEventsCarryTheirIdAndType() throws Exception {
    end();

    World.Answer answer = events("text/event-stream", "");

    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    assertThat(answer.text()).contains("id: 4\nevent: output\ndata: {\"id\":4,").endsWith("}\n\n");
  }

  private World.Answer get(String query) throws Exception {
    return world.get(world.alice, path(query));
  }

  private World.Answer get(String query, String range) throws Exception {
    return world.send(
        HttpRequest.newBuilder(world.server().uri(path(query)))
            .header("Authorization", "Bearer " + world.alice)
            .header("Range", range));
  }

  private World.Answer events(String accept, String last) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.server().uri("/v1/executions/" + id + "/events"))
            .header("Authorization", "Bearer " + world.alice);
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    return world.send(request);
  }

  private String raw(String query) throws Exception {
    try (RawClient client = new RawClient(world.server().address())) {
      client.send(
          "GET "
              + path(query)
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
              + world.alice
              + "\r\n\r\n");
      return client.restOrCut();
    }
  }

  private String path(String query) {
    return "/v1/executions/" + id + "/output" + query;
  }

  private void end() {
    report(new Report.Exited(4, 4, new ExitStatus.Code(7), false));
    report(new Report.ChannelEnded(5, Channel.STDOUT, 5, ChannelEnding.COMPLETE));
    report(new Report.ChannelEnded(6, Channel.STDERR, 5, ChannelEnding.COMPLETE));
  }

  private void report(Report report) {
    world.executions.command(
        id, new Command.TakeReports(MachineExecutions.RUNNER, List.of(report)));
  }
}
