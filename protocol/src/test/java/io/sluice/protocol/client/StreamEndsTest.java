package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Budget;
import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way of not coming back is told apart. */
class StreamEndsTest {
  private static final StreamSettings THREE_ATTEMPTS =
      new StreamSettings(
          new Budget(3, Duration.ofMillis(1), Duration.ofMillis(2), 0),
          Duration.ofMillis(300),
          () -> 0.5);

  @ParameterizedTest
  @CsvSource({
    "401, unauthenticated, Unauthenticated",
    "403, permission_denied, Unauthenticated",
    "404, not_found, Gone",
    "410, session_reaped, Gone",
    "409, invalid_state, Refused",
    "400, invalid_argument, Refused",
  })
  void aRefusalEndsItAtOnce(int status, String code, String reason) throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    String body = "{\"error\":{\"message\":\"so it is\",\"code\":\"" + code + "\"}}";

    StreamEnd end =
        end(
            request -> {
              attempts.incrementAndGet();
              request.respond(status, body);
            },
            StreamRequest.controller("e1"));

    assertThat(end)
        .isInstanceOfSatisfying(
            StreamEnd.GaveUp.class,
            gaveUp -> {
              assertThat(gaveUp.reason().getClass().getSimpleName()).isEqualTo(reason);
              assertThat(gaveUp.message()).isEqualTo("so it is");
            });
    assertThat(attempts).hasValue(1);
  }

  @Test
  void anOffsetThatIsNoLongerKeptIsToldWithTheEarliestOne() throws Exception {
    String body =
        "{\"error\":{\"message\":\"trimmed\",\"code\":\"offset_expired\",\"earliest_offset\":90}}";

    StreamEnd end = end(request -> request.respond(410, body), StreamRequest.observer("e1"));

    assertThat(end)
        .isEqualTo(new StreamEnd.GaveUp(new GiveUpReason.Expired(new Offset(90)), "trimmed"));
  }

  @ParameterizedTest
  @CsvSource({"500", "503", "429"})
  void aGatewayThatStaysAwayUsesTheBudgetUp(int status) throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    String body = "{\"error\":{\"message\":\"not now\",\"code\":\"internal\"}}";

    StreamEnd end =
        end(
            request -> {
              attempts.incrementAndGet();
              request.respond(status, body);
            },
            StreamRequest.observer("e1"));

    assertThat(end).isEqualTo(new StreamEnd.GaveUp(new GiveUpReason.Unavailable(), "not now"));
    assertThat(attempts).hasValue(4);
  }

  @Test
  void progressRefillsTheBudget() throws Exception {
    AtomicInteger attempts = new AtomicInteger();

    StreamEnd end =
        end(
            request -> {
              int attempt = attempts.getAndIncrement();
              request.upgrade();
              request.send(Streams.attached(attempt));
              if (attempt < 20) {
                request.send(Streams.output(Channel.STDOUT, attempt, "x"));
                request.awaitAcknowledged(attempt + 1);
                throw new IOException("cut here");
              }
              request.send(Streams.exit(0, attempt));
              request.close(1000);
              request.read();
            },
            StreamRequest.observer("e1"));

    assertThat(end).isInstanceOf(StreamEnd.Exited.class);
    assertThat(attempts).hasValue(21);
  }

  @ParameterizedTest
  @CsvSource({
    "4401, Unauthenticated",
    "4404, Gone",
    "1002, Refused",
    "1009, Refused",
  })
  void aCloseThatSaysStayAwayEndsIt(int code, String reason) throws Exception {
    StreamEnd end =
        end(
            request -> {
              request.upgrade();
              request.send(Streams.attached(0));
              request.close(code);
              request.read();
            },
            StreamRequest.observer("e1"));

    assertThat(end)
        .isInstanceOfSatisfying(
            StreamEnd.GaveUp.class,
            gaveUp -> assertThat(gaveUp.reason().getClass().getSimpleName()).isEqualTo(reason));
  }

  @Test
  void aCloseForAnotherConsumerIsAPreemption() throws Exception {
    StreamEnd end =
        end(
            request -> {
              request.upgrade();
              request.send(Streams.controlling(0, 0, 0));
              request.close(4409);
              request.read();
            },
            StreamRequest.controller("e1"));

    assertThat(end).isEqualTo(new StreamEnd.Preempted(null));
  }

  @ParameterizedTest
  @CsvSource({"1000", "1001", "1006", "1008", "4410", "4429", "4500", "4503"})
  void aCloseThatDoesNotSayStayAwayIsComeBackFrom(int code) throws Exception {
    AtomicInteger attempts = new AtomicInteger();

    StreamEnd end =
        end(
            request -> {
              request.upgrade();
              request.send(Streams.attached(0));
              if (attempts.getAndIncrement() == 0) {
                request.close(code);
              } else {
                request.send(Streams.exit(0, 0));
                request.close(1000);
              }
              request.read();
            },
            StreamRequest.observer("e1"));

    assertThat(end).isInstanceOf(StreamEnd.Exited.class);
  }

  @Test
  void aGatewayWithoutTheSubprotocolIsRefused() throws Exception {
    StreamEnd end =
        end(
            request -> {
              request.headers().remove("sec-websocket-protocol");
              request.upgrade();
              request.read();
            },
            StreamRequest.observer("e1"));

    assertThat(end).isInstanceOf(StreamEnd.GaveUp.class);
  }

  @Test
  @Tag("I5")
  void controlThatSomebodyTookDuringACutIsAPreemption() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    String body = "{\"error\":{\"message\":\"taken\",\"code\":\"invalid_state\"}}";

    StreamEnd end =
        end(
            request -> {
              if (attempts.getAndIncrement() > 0) {
                request.respond(409, body);
                return;
              }
              request.upgrade();
              request.send(Streams.controlling(0, 0, 0));
              request.send(Streams.output(Channel.STDOUT, 0, "x"));
              request.awaitAcknowledged(1);
              throw new IOException("cut here");
            },
            StreamRequest.controller("e1"),
            Streams.QUICK);

    assertThat(end).isEqualTo(new StreamEnd.Preempted(null));
    assertThat(attempts).hasValue(6);
  }

  @Test
  void whoLeavesWhileNothingAnswersIsNotHeld() throws Exception {
    try (FakePeer peer = FakePeer.start(request -> request.in().read());
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(StreamRequest.observer("e1"), Streams.QUICK)) {
      Thread leaving = Thread.ofVirtual().start(stream::leave);

      assertThat(Streams.readAll(stream)).containsExactly(new StreamEnd.Left().toString());
      leaving.join();
    }
  }

  private static StreamEnd end(FakePeer.Script script, StreamRequest request) throws Exception {
    return end(script, request, THREE_ATTEMPTS);
  }

  private static StreamEnd end(
      FakePeer.Script script, StreamRequest request, StreamSettings settings) throws Exception {
    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(request, settings)) {
      return stream.readTo(_ -> true);
    }
  }
}
