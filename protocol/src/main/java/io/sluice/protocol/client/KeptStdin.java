package io.sluice.protocol.client;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The input of a stream, kept until the runner wrote it to the process, so that it can be sent
 * again after any cut (I12). It holds at most what the gateway gives credit for; a writer waits for
 * room. Offsets: {@code kept begins <= sent <= written <= credit}.
 */
final class KeptStdin {
  private static final long MOST_BYTES = 4 * 1024 * 1024;

  private final ByteRing kept = new ByteRing();
  private long begins;
  private long sent;
  private long credit;
  private boolean opened;
  private boolean ended;
  private boolean endSent;
  private boolean over;

  /**
   * Takes some of the bytes, at least one, once there is room.
   *
   * @return false when no more input is taken
   */
  synchronized boolean take(ByteBuffer bytes) throws InterruptedException {
    while (!over && !ended && room() <= 0) {
      wait();
    }
    if (over || ended) {
      return false;
    }
    kept.append(bytes, (int) Math.min(room(), bytes.remaining()));
    return true;
  }

  private long room() {
    return Math.min(credit, begins + MOST_BYTES) - written();
  }

  private long written() {
    return begins + kept.size();
  }

  /**
   * No more comes.
   *
   * @return false when nobody wants to know
   */
  synchronized boolean end() {
    ended = true;
    notifyAll();
    return !over;
  }

  /** The gateway or the process wants no more, or the stream is over. */
  synchronized void refuse() {
    over = true;
    notifyAll();
  }

  /**
   * A connection begins: goes back to what the gateway has.
   *
   * @return false when this cannot be the input that was written here
   */
  synchronized boolean opened(StdinWindow window) {
    long received = window.received().bytes();
    if (!opened) {
      opened = true;
      begins = received;
    }
    if (received < begins || received > written()) {
      return false;
    }
    sent = received;
    endSent = false;
    credited(window.creditUpTo());
    return true;
  }

  synchronized void credited(StdinOffset upTo) {
    credit = Math.max(credit, upTo.bytes());
    notifyAll();
  }

  /** The process has it: forgets what is before. */
  synchronized void acknowledged(StdinOffset upTo) {
    long known = Math.min(upTo.bytes(), sent);
    if (known > begins) {
      kept.drop((int) (known - begins));
      begins = known;
      notifyAll();
    }
  }

  /** The next frame for the gateway, taken for sent; null when there is nothing to send now. */
  synchronized @Nullable V1ClientFrame next() {
    if (over || !opened) {
      return null;
    }
    long unsent = Math.min(written(), credit) - sent;
    if (unsent > 0) {
      int size = (int) Math.min(unsent, V1Frames.MAX_STDIN_BYTES);
      StdinOffset offset = new StdinOffset(sent);
      Payload bytes = Payload.owning(kept.copy((int) (sent - begins), size));
      sent += size;
      return new V1ClientFrame.Stdin(offset, bytes);
    }
    if (ended && !endSent && sent == written()) {
      endSent = true;
      return new V1ClientFrame.EndStdin(new StdinOffset(sent));
    }
    return null;
  }
}
