package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.gateway.it.Fate.Cut;
import io.sluice.gateway.it.Fate.How;
import io.sluice.gateway.it.Fate.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The proxy of the test kit does what its script says, before a server that only sends bytes. */
@Timeout(60)
class CuttingProxyIT {
  private static final byte[] PING = FrameServer.frame(9, new byte[] {7});
  private static final byte[] SMALL = FrameServer.frame(2, bytes(100));
  private static final byte[] MIDDLE = FrameServer.frame(2, bytes(300));
  private static final byte[] LARGE = FrameServer.frame(2, bytes(70_000));
  private static final byte[] TEXT = FrameServer.frame(1, bytes(30));
  private static final byte[] CLOSE = FrameServer.frame(8, new byte[] {3, (byte) 232});
  private static final byte[] ALL =
      join(FrameServer.SWITCHING, PING, SMALL, MIDDLE, LARGE, TEXT, CLOSE);

  static Stream<Arguments> points() {
    return Stream.of(
        Arguments.of(new Point.AfterHandshake(), join()),
        Arguments.of(new Point.AfterBytes(1), new byte[] {(byte) 0x89}),
        Arguments.of(new Point.AfterBytes(3), PING),
        Arguments.of(new Point.AfterBytes(1000), Arrays.copyOfRange(ALL, head(), head() + 1000)),
        Arguments.of(new Point.AfterFrame(FrameKind.PING, 1), PING),
        Arguments.of(new Point.AfterFrame(FrameKind.BINARY, 2), join(PING, SMALL, MIDDLE)),
        Arguments.of(new Point.AfterFrame(FrameKind.BINARY, 3), join(PING, SMALL, MIDDLE, LARGE)),
        Arguments.of(new Point.BeforeFrame(FrameKind.BINARY, 3), join(PING, SMALL, MIDDLE)),
        Arguments.of(new Point.BeforeFrame(FrameKind.TEXT, 1), join(PING, SMALL, MIDDLE, LARGE)),
        Arguments.of(
            new Point.BeforeFrame(FrameKind.CLOSE, 1), join(PING, SMALL, MIDDLE, LARGE, TEXT)));
  }

  @ParameterizedTest
  @MethodSource("points")
  void exactlyWhatIsBeforeThePointPasses(Point point, byte[] passes) throws Exception {
    byte[] expected = join(FrameServer.SWITCHING, passes);
    try (FrameServer server = new FrameServer(ALL);
        CuttingProxy proxy =
            CuttingProxy.before(server.url(), (_, _) -> new Cut(point, How.FINISH));
        Socket client = upgrade(proxy.url(), "/x")) {
      byte[] received = client.getInputStream().readAllBytes();

      assertThat(received).isEqualTo(expected);
      assertThat(server.awaitLeft()).isEqualTo(FrameServer.Left.ORDERLY);
      assertThat(proxy.cuts(How.FINISH)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("points")
  void thePointIsFoundHoweverTheBytesAreDivided(Point point, byte[] passes) {
    CutScanner scanner = new CutScanner(point);

    int passed = 0;
    for (int i = 0; i < ALL.length && !scanner.isReached(); i++) {
      passed += scanner.pass(new byte[] {ALL[i]}, 1);
    }

    assertThat(passed).isEqualTo(head() + passes.length);
    assertThat(scanner.isReached()).isTrue();
  }

  @Test
  void aResetReachesBothPeers() throws Exception {
    Cut cut = new Cut(new Point.AfterFrame(FrameKind.PING, 1), How.RESET);
    try (FrameServer server = new FrameServer(ALL);
        CuttingProxy proxy = CuttingProxy.before(server.url(), (_, _) -> cut);
        Socket client = upgrade(proxy.url(), "/x")) {
      assertThatThrownBy(() -> client.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);

      assertThat(server.awaitLeft()).isEqualTo(FrameServer.Left.RESET);
    }
  }

  @Test
  void aStallTellsNobodyUntilItIsEnded() throws Exception {
    Cut cut = new Cut(new Point.AfterFrame(FrameKind.PING, 1), How.STALL);
    try (FrameServer server = new FrameServer(ALL);
        CuttingProxy proxy = CuttingProxy.before(server.url(), (_, _) -> cut);
        Socket client = upgrade(proxy.url(), "/x")) {
      client.getInputStream().readNBytes(head() + PING.length);
      client.setSoTimeout(200);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(server.nobodyLeft()).isTrue();

      proxy.resetStalled("/x");

      assertThat(server.awaitLeft()).isEqualTo(FrameServer.Left.RESET);
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void ofAHalfResetTheServerHearsNothing() throws Exception {
    Cut cut = new Cut(new Point.AfterHandshake(), How.HALF_RESET);
    try (FrameServer server = new FrameServer(ALL);
        CuttingProxy proxy = CuttingProxy.before(server.url(), (_, _) -> cut)) {
      try (Socket client = upgrade(proxy.url(), "/x")) {
        assertThatThrownBy(() -> client.getInputStream().readAllBytes())
            .isInstanceOf(SocketException.class);
      }

      proxy.resetStalled("/x");

      assertThat(server.nobodyLeft()).isTrue();
    }
  }

  @Test
  void theScriptHearsTheTargetAndHowOftenItWasAskedFor() throws Exception {
    List<String> asked = new ArrayList<>();
    CutPolicy policy =
        (target, attempt) -> {
          asked.add(target + " " + attempt);
          return new Fate.Pass();
        };
    try (FrameServer server = new FrameServer(ALL);
        CuttingProxy proxy = CuttingProxy.before(server.url(), policy)) {
      for (String target : List.of("/a", "/b", "/a")) {
        try (Socket client = upgrade(proxy.url(), target)) {
          assertThat(client.getInputStream().readNBytes(ALL.length)).isEqualTo(ALL);
        }
      }

      assertThat(asked).containsExactly("/a 1", "/b 1", "/a 2");
      assertThat(proxy.attempts("/a")).isEqualTo(2);
    }
  }

  @Test
  void whatIsNoWebSocketIsNeverCut() throws Exception {
    byte[] refusal = "HTTP/1.1 409 Conflict\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] answer = join(refusal, SMALL, CLOSE);
    Cut cut = new Cut(new Point.AfterBytes(1), How.RESET);
    try (FrameServer server = new FrameServer(answer);
        CuttingProxy proxy = CuttingProxy.before(server.url(), (_, _) -> cut);
        Socket client = upgrade(proxy.url(), "/x")) {
      assertThat(client.getInputStream().readNBytes(answer.length)).isEqualTo(answer);

      client.shutdownOutput();

      await().until(() -> server.awaitLeft() == FrameServer.Left.ORDERLY);
    }
  }

  @Test
  void theSameSeedGivesTheSameFates() {
    List<How> ways = List.of(How.values());

    List<Fate> first = fates(new SeededCuts(42, 2, 100_000, ways));

    assertThat(fates(new SeededCuts(42, 2, 100_000, ways))).isEqualTo(first);
    assertThat(fates(new SeededCuts(43, 2, 100_000, ways))).isNotEqualTo(first);
    assertThat(new SeededCuts(42, 2, 100_000, ways).fate("/x", 3)).isEqualTo(new Fate.Pass());
  }

  private static List<Fate> fates(CutPolicy policy) {
    return IntStream.range(0, 100).mapToObj(_ -> policy.fate("/x", 1)).toList();
  }

  private static Socket upgrade(URI url, String target) throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static int head() {
    return FrameServer.SWITCHING.length;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
