package io.sluice.gateway.bench.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.model.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Redis, NATS and pgbench say. */
class AnswersTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static Answers answers(String text) {
    return new Answers(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aCommandOfRedisIsAListOfBlocks() throws IOException {
    Resp.command(out, Payload.utf8("XLEN"), Payload.utf8("s1"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("*2\r\n$4\r\nXLEN\r\n$2\r\ns1\r\n");
  }

  @Test
  void answersOfRedisComeOneAfterTheOther() throws IOException {
    Answers answers = answers("+OK\r\n:42\r\n$5\r\n1-\r\n0\r\n");

    assertThat(Resp.answer(answers)).isEqualTo("OK");
    assertThat(Resp.answer(answers)).isEqualTo("42");
    assertThat(Resp.answer(answers)).isEqualTo("1-\r\n0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-MISCONF no disk\r\n",
        "*1\r\n",
        "$-1\r\n",
        "$x\r\n",
        "\r\n",
        "$5\r\nab\r\n",
        "$2\r\nabc\r\n",
        "+OK",
        "+OK\rx",
        ""
      })
  void whatIsNoSuccessOfRedisIsAFailure(String said) {
    assertThatThrownBy(() -> Resp.answer(answers(said))).isInstanceOf(IOException.class);
  }

  @Test
  void aMessageOfNatsIsAskedForAnAnswer() throws IOException {
    Payload body = Payload.utf8("abc");

    NatsLine.publish(out, "load.7", "inbox.1", body::writeTo, body.size());

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("PUB load.7 inbox.1 3\r\nabc\r\n");
  }

  @Test
  void messagesOfNatsAreReadOverItsOtherLinesAndPingsAreAnswered() throws IOException {
    List<String> pongs = new ArrayList<>();
    Answers answers =
        answers(
            "INFO {}\r\nPING\r\nMSG inbox.1 1 3\r\nabc\r\n+OK\r\nMSG inbox.1 1 reply 2\r\nde\r\n");

    assertThat(NatsLine.message(answers, () -> pongs.add("pong"))).isEqualTo("abc");
    assertThat(NatsLine.message(answers, () -> pongs.add("pong"))).isEqualTo("de");
    assertThat(pongs).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ERR 'no'\r\n", "MSG inbox.1 1 x\r\n", "INFO {}\r\n"})
  void whatIsNoMessageOfNatsIsAFailure(String said) {
    assertThatThrownBy(() -> NatsLine.message(answers(said), () -> {}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aTransactionOfPgbenchTookMicroseconds() throws IOException {
    assertThat(Pgbench.nanos("3 199 2241 0 1175850568 995598")).isEqualTo(2_241_000);
    assertThatThrownBy(() -> Pgbench.nanos("3 199")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Pgbench.nanos("0 1 skipped 0 1 2")).isInstanceOf(IOException.class);
  }
}
