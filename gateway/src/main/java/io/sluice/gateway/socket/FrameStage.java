package io.sluice.gateway.socket;

import java.time.Duration;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * The server's side of one WebSocket between the bytes of its connection and the frames of its
 * session. Pings are answered here and passed on too. The peer's close is passed on, as is a close
 * that stands for the peer's violation or, as 1006, for a connection that just ended; then the
 * session's input completes. After the session's own close, or its completion (1000) or failure
 * (4500), the peer gets a bounded time to answer before the connection ends.
 */
public final class FrameStage
    extends GraphStage<BidiShape<ByteString, SocketFrame, SocketFrame, ByteString>> {
  /** Frames that come while the connection is written to are one write, up to so many bytes. */
  private static final long WRITE_BYTES = 64 * 1024;

  private final SocketLimits limits;
  private final Duration closeWait;
  private final Inlet<ByteString> bytesIn = Inlet.create("bytesIn");
  private final Outlet<SocketFrame> framesOut = Outlet.create("framesOut");
  private final Inlet<SocketFrame> framesIn = Inlet.create("framesIn");
  private final Outlet<ByteString> bytesOut = Outlet.create("bytesOut");

  private FrameStage(SocketLimits limits, Duration closeWait) {
    this.limits = limits;
    this.closeWait = closeWait;
  }

  /**
   * The bytes of a connection, handled by a session.
   *
   * @param closeWait how long the peer may take to answer a close
   */
  public static Flow<ByteString, ByteString, NotUsed> handle(
      SocketLimits limits, Duration closeWait, Flow<SocketFrame, SocketFrame, ?> session) {
    return BidiFlow.fromGraph(new FrameStage(limits, closeWait))
        .join(session.mapMaterializedValue(_ -> NotUsed.getInstance()))
        .batchWeighted(
            WRITE_BYTES, bytes -> (long) bytes.size(), first -> first, ByteString::concat);
  }

  @Override
  public BidiShape<ByteString, SocketFrame, SocketFrame, ByteString> shape() {
    return new BidiShape<>(bytesIn, framesOut, framesIn, bytesOut);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new FrameLogic(shape(), limits, closeWait);
  }
}
