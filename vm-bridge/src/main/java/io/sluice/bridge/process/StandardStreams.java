package io.sluice.bridge.process;

import io.sluice.bridge.process.PosixSpawn.Action;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of a child to be: our ends, which do not block, and what the child does to
 * get its own. {@link #closeTheirs} after the spawn; {@link #closeOurs} when it failed.
 */
final class StandardStreams {
  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;

  private final List<Integer> theirs = new ArrayList<>();
  private final List<Integer> ours = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private final boolean terminal;
  private @Nullable Integer input;
  private @Nullable Integer output;
  private @Nullable Integer errors;

  private StandardStreams(boolean terminal) {
    this.terminal = terminal;
  }

  static StandardStreams open(CommandSpec command) throws SystemCallFailed {
    TerminalSize size = command.terminal();
    StandardStreams streams = new StandardStreams(size != null);
    try {
      if (size != null) {
        streams.openTerminal(size);
      } else {
        streams.openPipes(command.stdin());
      }
      return streams;
    } catch (SystemCallFailed failed) {
      streams.closeTheirs();
      streams.closeOurs();
      throw failed;
    }
  }

  List<Action> actions() {
    return actions;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** Null: the child reads an end of file. */
  @Nullable Integer input() {
    return input;
  }

  int output() {
    if (output == null) {
      throw new IllegalStateException("the streams were not opened");
    }
    return output;
  }

  /** Null: a terminal, which has one channel. */
  @Nullable Integer errors() {
    return errors;
  }

  void closeTheirs() {
    theirs.forEach(Descriptors::close);
    theirs.clear();
  }

  void closeOurs() {
    ours.forEach(Descriptors::close);
    ours.clear();
  }

  /**
   * The child opens descriptor 0 as session leader, so the terminal becomes its controlling one.
   */
  private void openTerminal(TerminalSize size) throws SystemCallFailed {
    int master = ours(Descriptors.openTerminal());
    output = master;
    Errno.check("TIOCSWINSZ", Descriptors.resize(master, size));
    input = ours(Descriptors.duplicate(master));
    actions.add(new Action.Open(Descriptors.terminalName(master), O_RDWR, 0));
    actions.add(new Action.Duplicate(0, 1));
    actions.add(new Action.Duplicate(0, 2));
  }

  private void openPipes(CommandSpec.StdinMode mode) throws SystemCallFailed {
    switch (mode) {
      case OPEN -> {
        Descriptors.Pipe pipe = Descriptors.pipe();
        theirs(pipe.readEnd(), 0);
        input = ours(pipe.writeEnd());
        Descriptors.setNonBlocking(pipe.writeEnd());
      }
      case CLOSED -> actions.add(new Action.Open("/dev/null", O_RDONLY, 0));
    }
    output = openOutput(1);
    errors = openOutput(2);
  }

  private int openOutput(int target) throws SystemCallFailed {
    Descriptors.Pipe pipe = Descriptors.pipe();
    theirs(pipe.writeEnd(), target);
    int end = ours(pipe.readEnd());
    Descriptors.setNonBlocking(end);
    return end;
  }

  private void theirs(int descriptor, int target) {
    theirs.add(descriptor);
    actions.add(new Action.Duplicate(descriptor, target));
  }

  private int ours(int descriptor) {
    ours.add(descriptor);
    return descriptor;
  }
}
