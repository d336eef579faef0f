package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.protocol.model.IdempotencyKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SluiceClientTest {
  @Test
  void anErrorBodyBecomesATypedProblem() throws IOException {
    String body =
        """
        {"error":{"message":"there is none","type":"x","code":"not_found","request_id":"1"}}""";
    try (FakePeer peer = FakePeer.start(request -> request.respond(404, body));
        SluiceClient client = peer.client()) {

      assertThatExceptionOfType(SluiceProblem.class)
          .isThrownBy(() -> client.execution("e1"))
          .withMessage("there is none")
          .satisfies(problem -> assertThat(problem.code()).isEqualTo("not_found"))
          .satisfies(problem -> assertThat(problem.status()).isEqualTo(404));
    }
  }

  @Test
  void anErrorThatIsNoGatewaysIsSaidToBeOne() throws IOException {
    try (FakePeer peer = FakePeer.start(request -> request.respond(502, "<html>"));
        SluiceClient client = peer.client()) {

      assertThatExceptionOfType(UnexpectedAnswer.class)
          .isThrownBy(client::me)
          .withMessageContaining("502");
    }
  }

  @Test
  void whereNothingListensTheGatewayIsUnreachable() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }

    try (SluiceClient client =
        new SluiceClient(URI.create("http://127.0.0.1:" + freePort + "/"), "k")) {
      assertThatExceptionOfType(GatewayUnreachable.class)
          .isThrownBy(client::config)
          .withMessageContaining("127.0.0.1:" + freePort);
    }
  }

  @Test
  void requestsCarryTheKeyButHealthChecksDoNotShowIt() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (FakePeer peer =
            FakePeer.start(
                request -> {
                  seen.add(request.line() + request.headers().get("authorization"));
                  request.respond(200, "{}");
                });
        SluiceClient client = peer.client()) {

      client.config();
      boolean ready = client.ready(Duration.ofSeconds(10));

      assertThat(ready).isTrue();
      assertThat(seen)
          .containsExactly(
              "GET /v1/config HTTP/1.1Bearer secret", "GET /health/ready HTTP/1.1null");
    }
  }

  @Test
  void aCommandIsSentAsTheInterfaceHasIt() throws IOException {
    List<String> bodies = new CopyOnWriteArrayList<>();
    try (FakePeer peer =
            FakePeer.start(
                request -> {
                  bodies.add(request.body());
                  request.respond(201, "{\"execution_id\":\"e1\",\"later\":true}");
                });
        SluiceClient client = peer.client()) {
      ExecRequest request =
          new ExecRequest(
              List.of("sh", "-c", "true"), Map.of("A", "b=c"), "/", true, Duration.ofMillis(1500));

      String id = client.exec("box 1", request);

      assertThat(id).isEqualTo("e1");
      assertThat(bodies)
          .containsExactly(
              """
              {"command":"sh","args":["-c","true"],"env":{"A":"b=c"},"working_dir":"/",\
              "tty":true,"timeout_seconds":1.5}""");
    }
  }

  @Test
  @Tag("C18")
  void aStartWithAKeyThatNobodyAnsweredIsAskedForOnceMoreWithTheSameKey() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (FakePeer peer =
            FakePeer.start(
                request -> {
                  seen.add(request.headers().get("idempotency-key") + request.body());
                  if (seen.size() == 1) {
                    throw new IOException("cut before the answer");
                  }
                  request.respond(201, "{\"execution_id\":\"e1\"}");
                });
        SluiceClient client = peer.client()) {

      String id = client.exec("b1", ExecRequest.of("true").named(new IdempotencyKey("k-1")));

      assertThat(id).isEqualTo("e1");
      assertThat(seen).hasSize(2).containsOnly("k-1{\"command\":\"true\",\"args\":[]}");
    }
  }

  @Test
  @Tag("C18")
  void aStartWithoutAKeyIsNeverAskedForTwice() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (FakePeer peer =
            FakePeer.start(
                request -> {
                  seen.add(String.valueOf(request.headers().get("idempotency-key")));
                  throw new IOException("cut before the answer");
                });
        SluiceClient client = peer.client()) {

      assertThatExceptionOfType(GatewayUnreachable.class)
          .isThrownBy(() -> client.exec("b1", ExecRequest.of("true")));

      assertThat(seen).containsExactly("null");
    }
  }

  @Test
  @Tag("C18")
  void anAnswerIsTakenAsItIsAlsoWithAKey() throws IOException {
    String body =
        """
        {"error":{"message":"no","type":"x","code":"engine_unavailable","request_id":"1"}}""";
    List<String> seen = new CopyOnWriteArrayList<>();
    try (FakePeer peer =
            FakePeer.start(
                request -> {
                  seen.add(request.line());
                  request.respond(503, body);
                });
        SluiceClient client = peer.client()) {
      ExecRequest request = ExecRequest.of("true").named(new IdempotencyKey("k"));

      assertThatExceptionOfType(SluiceProblem.class).isThrownBy(() -> client.exec("b1", request));

      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void anUnknownExitIsNoCode() throws IOException {
    String body =
        """
        {"execution_id":"e1","box_id":"b1","status":"killed","state":"ended","exit_code":-1,
         "reason":"lost","offsets":{"end":9,"stdout":9,"stderr":0},"command":["a","b"]}""";
    try (FakePeer peer = FakePeer.start(request -> request.respond(200, body));
        SluiceClient client = peer.client()) {

      ExecutionInfo info = client.awaitEnd("e1", Duration.ofSeconds(1));

      assertThat(info.exitCode()).isNull();
      assertThat(info.ended()).isTrue();
      assertThat(info.bytes()).isEqualTo(9);
      assertThat(info.command()).containsExactly("a", "b");
    }
  }
}
