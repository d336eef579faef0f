package io.sluice.bridge.process;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads one channel while its owner has room. On the reactor's thread only. */
final class OutputReader {
  /** More than any pipe holds; bounded, since something may be writing all the time. */
  private static final int LAST_SWEEP_BYTES = 2 * 1024 * 1024;

  private final Reactor reactor;
  private final Reactor.Watch watch;
  private final int descriptor;
  private final Channel channel;
  private final boolean terminal;
  private final Owner owner;
  private int lastCount;
  private int sweepLeft = LAST_SWEEP_BYTES;
  private boolean ended;

  OutputReader(Reactor reactor, int descriptor, Channel channel, boolean terminal, Owner owner) {
    this.reactor = reactor;
    this.descriptor = descriptor;
    this.channel = channel;
    this.terminal = terminal;
    this.owner = owner;
    this.watch = reactor.watch(descriptor, _ -> readOnce());
  }

  /** Takes what is read. */
  interface Owner {
    int room();

    void output(Channel channel, ByteBuffer bytes);

    /** There was no room: nothing is read until {@link OutputReader#resume}. */
    void heldBack();

    void ended(Channel channel, ChannelEnding ending);
  }

  /** What one attempt to read came to. */
  private enum Step {
    READ,
    NOTHING_THERE,
    HELD_BACK,
    ENDED
  }

  boolean isEnded() {
    return ended;
  }

  void resume() {
    if (ended) {
      return;
    }
    try {
      watch.ask(Epoll.READABLE);
    } catch (SystemCallFailed failed) {
      end(ChannelEnding.READ_FAILED);
    }
  }

  /** Takes what is there already and gives the rest up; to be repeated when it was held back. */
  void finish() {
    while (!ended && sweepLeft > 0) {
      switch (readOnce()) {
        case READ -> sweepLeft -= lastCount;
        case NOTHING_THERE -> end(ChannelEnding.ABANDONED);
        case HELD_BACK -> {
          return;
        }
        case ENDED -> {}
      }
    }
    end(ChannelEnding.ABANDONED);
  }

  /** Closes without telling anyone. */
  void discard() {
    if (ended) {
      return;
    }
    ended = true;
    watch.rest();
    Descriptors.close(descriptor);
  }

  private Step readOnce() {
    int room = owner.room();
    if (room <= 0) {
      watch.rest();
      owner.heldBack();
      return Step.HELD_BACK;
    }
    MemorySegment buffer = reactor.transferBuffer();
    int count = Descriptors.read(descriptor, buffer, Math.min(room, buffer.byteSize()));
    if (count > 0) {
      lastCount = count;
      owner.output(channel, buffer.asSlice(0, count).asByteBuffer());
      return Step.READ;
    }
    if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
      return Step.NOTHING_THERE;
    }
    // Nobody holds the other side of the terminal: that is its end of file.
    boolean complete = count == 0 || (terminal && count == -Errno.EIO);
    end(complete ? ChannelEnding.COMPLETE : ChannelEnding.READ_FAILED);
    return Step.ENDED;
  }

  private void end(ChannelEnding ending) {
    if (ended) {
      return;
    }
    discard();
    owner.ended(channel, ending);
  }
}
