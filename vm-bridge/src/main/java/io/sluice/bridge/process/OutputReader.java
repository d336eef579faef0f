package io.sluice.bridge.process;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads one channel while its owner has room. On the reactor's thread only. */
final class OutputReader {
  /** More than any pipe holds; bounded, since something may be writing all the time. */
  private static final int MOST_WAITING_BYTES = 2 * 1024 * 1024;

  private final Reactor reactor;
  private final Reactor.Watch watch;
  private final int descriptor;
  private final Channel channel;
  private final boolean terminal;
  private final Owner owner;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long readBytes;
  private boolean ended;

  OutputReader(Reactor reactor, int descriptor, Channel channel, boolean terminal, Owner owner) {
    this.reactor = reactor;
    this.descriptor = descriptor;
    this.channel = channel;
    this.terminal = terminal;
    this.owner = owner;
    this.watch = reactor.watch(descriptor, _ -> readable());
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

  /** All that was there when it was set is read when so many bytes are. */
  private record Mark(long atBytes, Runnable taken) {}

  boolean isEnded() {
    return ended;
  }

  void resume() {
    if (ended) {
      return;
    }
    try {
      watch.ask(Epoll.READABLE);
      sweep();
    } catch (SystemCallFailed failed) {
      end(ChannelEnding.READ_FAILED);
    }
  }

  /** Tells once all that is there now is read. */
  void flush(Runnable taken) {
    marks.add(new Mark(readBytes + MOST_WAITING_BYTES, taken));
    sweep();
  }

  private void readable() {
    if (marks.isEmpty()) {
      readOnce();
    } else {
      sweep();
    }
  }

  /** Reads up to the marks; without room the rest follows at the next {@link #resume}. */
  private void sweep() {
    while (!marks.isEmpty()) {
      Step step = ended ? Step.ENDED : readOnce();
      switch (step) {
        case READ -> takeMarks(readBytes);
        case NOTHING_THERE, ENDED -> takeMarks(Long.MAX_VALUE);
        case HELD_BACK -> {
          return;
        }
      }
    }
  }

  private void takeMarks(long upToBytes) {
    while (!marks.isEmpty() && marks.getFirst().atBytes() <= upToBytes) {
      marks.remove().taken().run();
    }
  }

  /** Takes what is there already and gives the rest up; to be repeated when it was held back. */
  void finish() {
    flush(() -> end(ChannelEnding.ABANDONED));
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
      readBytes += count;
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
