package io.sluice.gateway.attach;

import io.sluice.gateway.socket.SocketFrame;
import io.sluice.protocol.wire.CloseCode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * What waits for the peer to read; after a close nothing is added. Only the greeting goes out
 * before the peer is heard: there are clients, {@code java.net.http} is one, that lose in silence
 * some of what reaches them together with the answer to their handshake.
 */
final class PeerFrames {
  /** With more than these nothing is heard of the peer until it reads. */
  private static final int MANY = 64;

  private final Deque<SocketFrame> frames = new ArrayDeque<>();
  private boolean closing;
  private boolean heard;
  private int greeting;

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Whether there is one that may be sent now. */
  boolean isReady() {
    return heard ? !frames.isEmpty() : greeting > 0;
  }

  /** A frame of the peer came: its side is set up. */
  void heard() {
    heard = true;
  }

  boolean areMany() {
    return frames.size() > MANY;
  }

  boolean isClosing() {
    return closing;
  }

  SocketFrame next() {
    greeting = Math.max(0, greeting - 1);
    return frames.remove();
  }

  void greet(Collection<SocketFrame> first) {
    frames.addAll(first);
    greeting = first.size();
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

  /** Before all that waits, and like a greeting. */
  void addFirst(SocketFrame frame) {
    if (!closing) {
      frames.addFirst(frame);
      greeting++;
    }
  }

  /** What waits is not sent any more; a farewell may follow at any time. */
  void drop() {
    if (!closing) {
      frames.clear();
      heard = true;
    }
  }

  void close(CloseCode code, String reason) {
    add(new SocketFrame.Close(code.number(), reason));
    closing = true;
  }
}
