package io.sluice.gateway.attach;

import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.wire.CloseCode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** What waits for the peer to read; after a close nothing is added. */
final class PeerFrames {
  /** With more than these nothing is heard of the peer until it reads. */
  private static final int MANY = 64;

  private final Deque<SocketFrame> frames = new ArrayDeque<>();
  private boolean closing;

  boolean isEmpty() {
    return frames.isEmpty();
  }

  boolean areMany() {
    return frames.size() > MANY;
  }

  boolean isClosing() {
    return closing;
  }

  SocketFrame next() {
    return frames.remove();
  }

  void add(SocketFrame frame) {
    if (!closing) {
      frames.add(frame);
    }
  }

  void addAll(Collection<SocketFrame> more) {
    if (!closing) {
      frames.addAll(more);
    }
  }

  /** Before all that waits. */
  void addFirst(SocketFrame frame) {
    if (!closing) {
      frames.addFirst(frame);
    }
  }

  /** What waits is not sent any more. */
  void drop() {
    if (!closing) {
      frames.clear();
    }
  }

  void close(CloseCode code, String reason) {
    add(new SocketFrame.Close(code.number(), reason));
    closing = true;
  }
}
