package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.socket.ClientFrames;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.socket.SocketLimits;
import io.sluice.gateway.socket.SocketLimits.BinaryMessages;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session that echoes, pings when told to "ping", and closes with 4321 when told to "close". */
@Timeout(60)
class FrameSocketTest {
  private static final SocketLimits LIMITS =
      new SocketLimits(1000, new BinaryMessages.Assembled(100_000));

  /** Of the present test; a session keeps the one it began with, so none hears of another's end. */
  private static volatile BlockingQueue<SocketFrame> seen = new LinkedBlockingQueue<>();

  private static @Nullable LoopbackServer server;

  @BeforeAll
  static void startServer() {
    server = LoopbackServer.start(FrameSocketTest::handler);
  }

  @AfterAll
  static void stopServer() {
    server().close();
  }

  @BeforeEach
  void forget() {
    seen = new LinkedBlockingQueue<>();
  }

  private static LoopbackServer server() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  private static Function<HttpRequest, CompletionStage<HttpResponse>> handler(
      ActorSystem<?> system) {
    return request ->
        CompletableFuture.completedStage(
            FrameSocket.offeredBy(request)
                .map(
                    socket ->
                        socket.accept(
                            socket.protocols().stream().findFirst().orElse(null),
                            LIMITS,
                            session()))
                .orElseGet(() -> HttpResponse.create().withStatus(400)));
  }

  private static Flow<SocketFrame, SocketFrame, NotUsed> session() {
    BlockingQueue<SocketFrame> mine = seen;
    return Flow.of(SocketFrame.class)
        .map(
            frame -> {
              mine.add(frame);
              return answer(frame);
            });
  }

  private static SocketFrame answer(SocketFrame frame) {
    return switch (frame) {
      case SocketFrame.Text(String text) when text.equals("ping") ->
          new SocketFrame.Ping(Payload.utf8("position 17"));
      case SocketFrame.Text(String text) when text.equals("close") ->
          new SocketFrame.Close(4321, "because");
      case SocketFrame.Text(String text) when text.equals("fail") ->
          throw new IllegalStateException("as told");
      case SocketFrame.Ping _ -> new SocketFrame.Text("pinged");
      case SocketFrame.Pong(Payload payload) -> new SocketFrame.Text("ponged " + payload.size());
      case SocketFrame.Text _, SocketFrame.Binary _, SocketFrame.Close _ -> frame;
    };
  }

  private static SocketFrame seen() throws InterruptedException {
    SocketFrame frame = seen.poll(20, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("the session saw nothing");
    }
    return frame;
  }

  @Test
  void theHandshakeIsAnsweredAndNoExtensionIsNegotiated() throws IOException {
    try (RawClient client = new RawClient(server().address())) {
      String head =
          client.upgrade(
              "/",
              "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: a.v1\r\n");

      assertThat(head)
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .contains("\r\nUpgrade: websocket\r\n")
          .containsIgnoringCase("\r\nConnection: upgrade\r\n")
          .contains("\r\nSec-WebSocket-Protocol: a.v1\r\n")
          .doesNotContain("Extensions");
    }
  }

  @Test
  void aPingIsAnsweredWithItsPayloadAndPassedOn() throws IOException {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");

      client.send(ClientFrames.ping("are you there"));

      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x8a, "are you there"));
      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x81, "pinged"));
    }
  }

  @Test
  void aSessionPingsAndSeesThePong() throws IOException {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");

      client.send(ClientFrames.text("ping"));
      RawClient.Frame ping = client.frame();
      client.send(ClientFrames.masked(0x8a, "position 17".getBytes(StandardCharsets.US_ASCII)));

      assertThat(ping).isEqualTo(new RawClient.Frame(0x89, "position 17"));
      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x81, "ponged 11"));
    }
  }

  @Test
  void aCloseCodeOfOursReachesAClientWithItsReason() throws Exception {
    Listener listener = new Listener();
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  server().uri("/").resolve("ws://" + server().uri("/").getAuthority()), listener)
              .get(20, TimeUnit.SECONDS);

      socket.sendText("close", true).get(20, TimeUnit.SECONDS);

      assertThat(listener.closed.get(20, TimeUnit.SECONDS)).isEqualTo("4321 because");
    }
  }

  @Test
  @Tag("C7")
  void afterOurCloseThePeerHasTimeToAnswerAndNothingMoreIsSent() throws Exception {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");

      client.send(ClientFrames.text("close"));
      RawClient.Frame close = client.frame();
      client.send(ClientFrames.joined(ClientFrames.text("late"), ClientFrames.close(4321, "")));

      assertThat(close).isEqualTo(new RawClient.Frame(0x88, "\u0010\u00e1because"));
      assertThat(client.rest()).isEmpty();
      assertThat(seen).containsExactly(new SocketFrame.Text("close"));
    }
  }

  @Test
  void theCloseOfThePeerIsPassedOnAndAnswered() throws Exception {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");

      client.send(ClientFrames.close(4001, "done"));

      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x88, "\u000f\u00a1done"));
      assertThat(client.rest()).isEmpty();
      assertThat(seen()).isEqualTo(new SocketFrame.Close(4001, "done"));
    }
  }

  @Test
  @Tag("O11")
  void aVanishedPeerIsSeenAtOnce() throws Exception {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");
      client.send(ClientFrames.text("hello"));
      client.frame();
    }

    SocketFrame first = seen();
    SocketFrame second = seen();

    assertThat(first).isEqualTo(new SocketFrame.Text("hello"));
    assertThat(second)
        .isInstanceOfSatisfying(
            SocketFrame.Close.class, close -> assertThat(close.code()).isEqualTo(1006));
  }

  @Test
  void aSessionThatFailsClosesWith4500AndTellsNothing() throws Exception {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");

      client.send(ClientFrames.text("fail"));

      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x88, "\u0011\u0094internal error"));
    }
  }

  @Test
  void fragmentsAreOneMessageAndAPingMayStandBetweenThem() throws Exception {
    try (RawClient client = new RawClient(server().address())) {
      client.upgrade("/", "");

      client.send(ClientFrames.masked(0x01, new byte[] {'a'}));
      client.send(ClientFrames.ping("x"));
      client.send(ClientFrames.masked(0x80, new byte[] {'b'}));

      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x8a, "x"));
      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x81, "pinged"));
      assertThat(client.frame()).isEqualTo(new RawClient.Frame(0x81, "ab"));
    }
  }

  @ParameterizedTest
  @Tag("L16")
  @CsvSource({
    "8100, 1002, unmasked",
    "c18000000000, 1002, reserved bit",
    "838000000000, 1002, unknown opcode",
    "808000000000, 1002, nothing to continue",
    "098000000000, 1002, a fragmented ping",
    "82ff000000000100000000000000, 1009, a message of 16 MiB",
    "81fe03e900000000, 1009, a text of 1001 bytes",
    "818100000000ff, 1007, a text that is not UTF-8",
    "474554202f20485454502f312e310d0a0d0a, 1002, another HTTP request",
  })
  void aBadFrameClosesWithACodeAndHarmsNobodyElse(String hex, int code, String what)
      throws Exception {
    try (RawClient client = new RawClient(server().address());
        RawClient other = new RawClient(server().address())) {
      client.upgrade("/", "");
      other.upgrade("/", "");

      client.send(ClientFrames.hex(hex));
      RawClient.Frame close = client.frame();
      SocketFrame last = seen();
      other.send(ClientFrames.text("still here"));

      assertThat(close.firstByte()).as(what).isEqualTo(0x88);
      assertThat((close.payload().charAt(0) << 8) | close.payload().charAt(1)).isEqualTo(code);
      assertThat(last).isInstanceOf(SocketFrame.Close.class);
      assertThat(other.frame()).isEqualTo(new RawClient.Frame(0x81, "still here"));
    }
  }

  private static final class Listener implements WebSocket.Listener {
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code + " " + reason);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      socket.request(1);
      return null;
    }
  }
}
