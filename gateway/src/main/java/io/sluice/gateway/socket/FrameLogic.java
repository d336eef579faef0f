package io.sluice.gateway.socket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link FrameStage}. Bytes are pulled only when every frame of those before
 * went to the session, so a session that stops reading stops the peer.
 */
final class FrameLogic extends TimerGraphStageLogic {
  /** Over this the oldest is dropped: RFC 6455 lets a server answer the latest ping only. */
  private static final int MAX_PONGS = 64;

  private static final int NORMAL = 1000;
  private static final int ABNORMAL = 1006;
  private static final int INTERNAL = 4500;
  private static final String CLOSE_TIMER = "close";

  private final Inlet<ByteString> bytesIn;
  private final Outlet<SocketFrame> framesOut;
  private final Inlet<SocketFrame> framesIn;
  private final Outlet<ByteString> bytesOut;
  private final Duration closeWait;
  private final FrameDecoder decoder;
  private final FrameEncoder encoder = new FrameEncoder();
  private final Queue<SocketFrame.Pong> pongs = new ArrayDeque<>();
  private @Nullable SocketFrame waiting;
  private SocketFrame.Close answer = new SocketFrame.Close(NORMAL, "");
  private SocketFrame.@Nullable Close ownClose;
  private boolean ownCloseSent;
  private boolean peerClosed;
  private boolean inputUsable = true;

  FrameLogic(
      BidiShape<ByteString, SocketFrame, SocketFrame, ByteString> shape,
      SocketLimits limits,
      Duration closeWait) {
    super(shape);
    this.bytesIn = shape.in1();
    this.framesOut = shape.out1();
    this.framesIn = shape.in2();
    this.bytesOut = shape.out2();
    this.closeWait = closeWait;
    this.decoder = new FrameDecoder(limits);
    setHandler(bytesIn, new FromPeer());
    setHandler(framesOut, new ToSession());
    setHandler(framesIn, new FromSession());
    setHandler(bytesOut, new ToPeer());
  }

  /** Decodes as long as somebody takes the frames; after our close they are nobody's. */
  private void receive() {
    while (inputUsable && (ownClose != null || isClosed(framesOut) || isAvailable(framesOut))) {
      switch (decoder.next()) {
        case FrameDecoder.Step.NeedsBytes() -> {
          pullOrEnd();
          return;
        }
        case FrameDecoder.Step.Violated(int code, String reason) -> {
          SocketFrame.Close close = new SocketFrame.Close(code, reason);
          endInput(close);
          scheduleOnce(CLOSE_TIMER, closeWait);
          close(close);
          discard();
        }
        case FrameDecoder.Step.Arrived(SocketFrame frame) -> take(frame);
      }
    }
  }

  private void take(SocketFrame frame) {
    switch (frame) {
      case SocketFrame.Close close -> {
        peerClosed = true;
        answer = new SocketFrame.Close(close.code(), "");
        endInput(close);
        finishOrAwaitAnswer();
      }
      case SocketFrame.Ping ping -> {
        answer(ping);
        pass(ping);
      }
      case SocketFrame.Text text -> pass(text);
      case SocketFrame.Binary binary -> pass(binary);
      case SocketFrame.Pong pong -> pass(pong);
    }
  }

  private void answer(SocketFrame.Ping ping) {
    if (pongs.size() == MAX_PONGS) {
      pongs.remove();
    }
    pongs.add(new SocketFrame.Pong(ping.payload()));
    send();
  }

  private void pass(SocketFrame frame) {
    if (isAvailable(framesOut)) {
      push(framesOut, frame);
    }
  }

  private void endInput(SocketFrame.Close last) {
    inputUsable = false;
    pass(last);
    complete(framesOut);
  }

  private void pullOrEnd() {
    if (isClosed(bytesIn)) {
      disconnected();
    } else if (!hasBeenPulled(bytesIn)) {
      pull(bytesIn);
    }
  }

  private void disconnected() {
    if (inputUsable) {
      endInput(new SocketFrame.Close(ABNORMAL, "connection ended"));
    }
    completeStage();
  }

  /** Reads on after a violation: closing over unread bytes would reset the connection. */
  private void discard() {
    if (!isClosed(bytesIn) && !hasBeenPulled(bytesIn)) {
      pull(bytesIn);
    }
  }

  /** Our last frame; the first one counts. */
  private void close(SocketFrame.Close close) {
    if (ownClose != null) {
      return;
    }
    ownClose = close;
    cancel(framesIn);
    send();
    receive();
  }

  private void finishOrAwaitAnswer() {
    if (ownCloseSent) {
      completeStage();
    } else if (ownClose == null) {
      scheduleOnce(CLOSE_TIMER, closeWait);
    }
  }

  /** Pongs first, then what the session gave, its close last; else more of the session. */
  private void send() {
    if (!isAvailable(bytesOut) || ownCloseSent) {
      return;
    }
    SocketFrame.Pong pong = pongs.poll();
    if (pong != null) {
      write(pong);
    } else if (waiting != null) {
      SocketFrame frame = waiting;
      waiting = null;
      write(frame);
    } else if (ownClose != null) {
      ownCloseSent = true;
      write(ownClose);
      if (peerClosed) {
        completeStage();
      } else {
        scheduleOnce(CLOSE_TIMER, closeWait);
      }
    } else if (!isClosed(framesIn) && !hasBeenPulled(framesIn)) {
      pull(framesIn);
    }
  }

  private void write(SocketFrame frame) {
    push(bytesOut, ByteString.fromArrayUnsafe(encoder.encode(frame)));
  }

  @Override
  public void onTimer(Object timer) {
    if (ownClose == null) {
      scheduleOnce(CLOSE_TIMER, closeWait);
      close(answer);
    } else {
      completeStage();
    }
  }

  private final class FromPeer extends AbstractInHandler {
    @Override
    public void onPush() {
      ByteString bytes = grab(bytesIn);
      if (inputUsable) {
        decoder.feed(bytes.asByteBuffer());
        receive();
      } else {
        discard();
      }
    }

    @Override
    public void onUpstreamFinish() {
      if (inputUsable) {
        receive();
      } else {
        completeStage();
      }
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
      disconnected();
    }
  }

  private final class ToSession extends AbstractOutHandler {
    @Override
    public void onPull() {
      receive();
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      receive();
    }
  }

  private final class FromSession extends AbstractInHandler {
    /** A pong may have taken the demand meanwhile, so the frame waits for the next. */
    @Override
    public void onPush() {
      SocketFrame frame = grab(framesIn);
      if (frame instanceof SocketFrame.Close close) {
        close(close);
      } else {
        waiting = frame;
        send();
      }
    }

    @Override
    public void onUpstreamFinish() {
      close(answer);
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
      close(new SocketFrame.Close(INTERNAL, "internal error"));
    }
  }

  private final class ToPeer extends AbstractOutHandler {
    @Override
    public void onPull() {
      send();
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      disconnected();
    }
  }
}
