package io.sluice.bridge.process;

import io.sluice.protocol.model.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The command inside of a sandbox, whose keeper is the leader of the family.
 *
 * @param init the first process of its process namespace, the command's parent
 * @param descriptor of the command's process, to be closed
 */
record Confined(int keeper, int init, ProcessEntry command, int descriptor) {
  private static final int SIGNAL_EXIT = 128;

  /** Whose end would be the command's: signals but KILL are not for them. */
  boolean isKeptFromSignals(int pid) {
    return pid == keeper || pid == init;
  }

  /** To the command's group; before it leads one, to itself. */
  void signal(int signal) {
    Long start = ProcFs.startTime(command.pid());
    boolean same = start != null && start == command.start();
    if (same && !Children.signalGroup(command.pid(), signal)) {
      Children.signalSame(command, signal);
    }
  }

  /**
   * How the command ended. The keeper exits with 128 and the signal where there was one, as a
   * command may too; newer kernels tell them apart.
   */
  ExitStatus statusOf(ExitStatus keepers) {
    if (!(keepers instanceof ExitStatus.Code(int code)) || code <= SIGNAL_EXIT) {
      return keepers;
    }
    ExitStatus told = Children.statusByDescriptor(descriptor);
    return told == null ? keepers : told;
  }

  void close() {
    Descriptors.close(descriptor);
  }

  /** Null: the keeper has no command inside, or no more. */
  static @Nullable Confined find(int keeper) {
    Integer init = onlyChild(keeper);
    Integer command = init == null ? null : onlyChild(init);
    ProcessEntry entry = command == null ? null : ProcFs.entry(command);
    if (init == null || entry == null) {
      return null;
    }
    try {
      return new Confined(keeper, init, entry, Children.watchable(entry.pid()));
    } catch (SystemCallFailed gone) {
      return null;
    }
  }

  private static @Nullable Integer onlyChild(int parent) {
    var children = ProcFs.children(parent);
    return children.size() == 1 ? children.getFirst() : null;
  }
}
