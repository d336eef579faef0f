package io.sluice.protocol.runner;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StartFailure;

/** What runs commands in boxes. Every method may be called from any thread. */
public interface Driver extends AutoCloseable {
  /** The name that a runner's hello gives. */
  String name();

  /**
   * Starts a command in a box and returns when its process exists or cannot. The listener may be
   * called before this returns, but not when the answer is {@link Launch.Failed}.
   */
  Launch start(ExecutionId execution, Home home, CommandSpec command, ProcessListener listener);

  /** Ends all that was ever started in the box and is left of it. May block. */
  void stopBox(BoxId box);

  /** Does that, and deletes what the box left behind. May block on disks. */
  void removeBox(BoxId box);

  /** Kills what still runs, without telling the listeners, and gives everything back. */
  @Override
  void close();

  /** The box that a command runs in, with what it may use. */
  record Home(BoxId box, BoxLimits limits) {}

  /** How a start came out. */
  sealed interface Launch {
    /** The process exists (L7). */
    record Running(RunningProcess process) implements Launch {}

    /** No process came to exist; the message is for the user. */
    record Failed(StartFailure failure, String message) implements Launch {}
  }
}
