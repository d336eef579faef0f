package io.sluice.gateway.http;

import io.sluice.gateway.socket.FrameStage;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.socket.SocketLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.impl.engine.server.UpgradeToOtherProtocolResponseHeader;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket whose pings, pongs and close codes are ours. This is the only place that uses what
 * the HTTP server does not promise to keep (docs/adr/0002-frame-level-websocket.md).
 */
public final class FrameSocket {
  /** How long a peer may take to answer a close. */
  public static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final String key;
  private final List<String> protocols;

  private FrameSocket(String key, List<String> protocols) {
    this.key = key;
    this.protocols = protocols;
  }

  /** Empty when the request is no valid WebSocket handshake (RFC 6455, section 4.2.1). */
  public static Optional<FrameSocket> offeredBy(HttpRequest request) {
    Optional<WebSocketUpgrade> upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
    Optional<HttpHeader> key = request.getHeader("sec-websocket-key");
    if (upgrade.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    List<String> protocols =
        StreamSupport.stream(upgrade.get().getRequestedProtocols().spliterator(), false).toList();
    return Optional.of(new FrameSocket(key.get().value(), protocols));
  }

  /** Whether a request, valid or not, offers the subprotocol. */
  static boolean offers(HttpRequest request, String protocol) {
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("sec-websocket-protocol")
          && Stream.of(header.value().split(",")).map(String::strip).anyMatch(protocol::equals)) {
        return true;
      }
    }
    return false;
  }

  /** The subprotocols that the client offers, the preferred one first. */
  public List<String> protocols() {
    return protocols;
  }

  /**
   * The 101 that hands the connection to the session. No extension is ever negotiated.
   *
   * @param protocol the subprotocol chosen; null: none
   */
  public HttpResponse accept(
      @Nullable String protocol, SocketLimits limits, Flow<SocketFrame, SocketFrame, ?> session) {
    Flow<ByteString, ByteString, NotUsed> bytes = FrameStage.handle(limits, CLOSE_WAIT, session);
    HttpResponse response =
        HttpResponse.create()
            .withStatus(StatusCodes.SWITCHING_PROTOCOLS)
            .addHeader(RawHeader.create("Upgrade", "websocket"))
            .addHeader(Connection.create("Upgrade"))
            .addHeader(RawHeader.create("Sec-WebSocket-Accept", Handshake.accept(key)))
            .addHeader(switchTo(bytes));
    return protocol == null
        ? response
        : response.addHeader(RawHeader.create("Sec-WebSocket-Protocol", protocol));
  }

  @SuppressWarnings("unchecked") // The Scala type of the flow's materialized value is Any.
  private static HttpHeader switchTo(Flow<ByteString, ByteString, NotUsed> bytes) {
    return new UpgradeToOtherProtocolResponseHeader(
        (org.apache.pekko.stream.scaladsl.Flow<ByteString, ByteString, Object>)
            (org.apache.pekko.stream.scaladsl.Flow<?, ?, ?>) bytes.asScala());
  }
}
