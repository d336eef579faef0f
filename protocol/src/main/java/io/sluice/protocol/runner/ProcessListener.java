package io.sluice.protocol.runner;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import java.nio.ByteBuffer;

/**
 * Hears of one process, one call at a time and in the order of happening. Times are µs since the
 * spawn and never go back. Each channel ends once, a terminal's stderr too; the process exits once;
 * the order among the three is open. No method may block: one thread serves all processes.
 */
public interface ProcessListener {
  /**
   * How many bytes may be read now. After 0 nothing is read until {@link
   * RunningProcess#resumeReading}.
   */
  int room();

  /** Bytes that were read, at most the room; the buffer is valid during the call only. */
  void output(Channel channel, long timeMicros, ByteBuffer bytes);

  void channelEnded(Channel channel, long timeMicros, ChannelEnding ending);

  /**
   * @param timedOut the command's timeout sent its TERM before the process was gone
   */
  void exited(long timeMicros, ExitStatus status, boolean timedOut);

  /** Answers {@link RunningProcess#flush} with its number. */
  void flushed(long number);

  /** So many more bytes of stdin were written to the process. */
  void stdinWritten(int bytes);

  /** The process takes no more input, or the end was applied; told once. */
  void stdinClosed();
}
