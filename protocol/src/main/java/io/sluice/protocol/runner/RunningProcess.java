package io.sluice.protocol.runner;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;

/**
 * The controls of one process and its group. None of them blocks, all are safe from any thread and
 * after the end, where they do nothing. Calls of one thread take effect in their order.
 */
public interface RunningProcess {
  long pid();

  /** The listener has room again after it answered 0. */
  void resumeReading();

  /** Queues bytes; the caller bounds what is not yet {@link ProcessListener#stdinWritten}. */
  void writeStdin(Payload bytes);

  /** End of input after everything queued; a repeat changes nothing. */
  void endStdin();

  /**
   * Has the listener told {@link ProcessListener#flushed} once it was given all that the process
   * wrote before now.
   */
  void flush(long number);

  /** Only a terminal has a size; without one nothing happens. */
  void resize(TerminalSize size);

  /** A signal for the process group. */
  void signal(Signal signal);

  /** KILL for the group, repeated until the process is gone. */
  void kill();
}
