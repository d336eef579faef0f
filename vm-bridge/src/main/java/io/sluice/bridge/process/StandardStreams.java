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
  private static final int O_NOCTTY = 0x100;

  private final List<Integer> theirs = new ArrayList<>();
  private final List<Integer> ours = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private final int first;
  private @Nullable String terminal;
  private @Nullable Integer input;
  private @Nullable Integer output;
  private @Nullable Integer errors;

  private StandardStreams(int first) {
    this.first = first;
  }

  /**
   * @param first the number of the child's input; its output and errors have the next two. From 0
   *     on a terminal becomes the child's controlling one.
   */
  static StandardStreams open(CommandSpec command, int first) throws SystemCallFailed {
    TerminalSize size = command.terminal();
    StandardStreams streams = new StandardStreams(first);
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

  /** Spawns; what is the child's alone is given up. */
  int spawn(PosixSpawn.Plan plan) throws SystemCallFailed {
    try {
      return OwnChildren.spawn(plan);
    } catch (SystemCallFailed failed) {
      closeOurs();
      throw failed;
    } finally {
      closeTheirs();
    }
  }

  boolean isTerminal() {
    return terminal != null;
  }

  /** The path of the child's end of the terminal. Null: there is none. */
  @Nullable String terminalName() {
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

  /** A child that opens it as descriptor 0 leads a session, of which it becomes the terminal. */
  private void openTerminal(TerminalSize size) throws SystemCallFailed {
    int master = ours(Descriptors.openTerminal());
    output = master;
    Errno.check("TIOCSWINSZ", Descriptors.resize(master, size));
    input = ours(Descriptors.duplicate(master));
    String name = Descriptors.terminalName(master);
    terminal = name;
    actions.add(new Action.Open(name, first == 0 ? O_RDWR : O_RDWR | O_NOCTTY, first));
    actions.add(new Action.Duplicate(first, first + 1));
    actions.add(new Action.Duplicate(first, first + 2));
  }

  private void openPipes(CommandSpec.StdinMode mode) throws SystemCallFailed {
    switch (mode) {
      case OPEN -> {
        Descriptors.Pipe pipe = Descriptors.pipe();
        addTheirs(pipe.readEnd(), first);
        input = ours(pipe.writeEnd());
        Descriptors.setNonBlocking(pipe.writeEnd());
      }
      case CLOSED -> actions.add(new Action.Open("/dev/null", O_RDONLY, first));
    }
    output = openOutput(first + 1);
    errors = openOutput(first + 2);
  }

  private int openOutput(int target) throws SystemCallFailed {
    Descriptors.Pipe pipe = Descriptors.pipe();
    addTheirs(pipe.writeEnd(), target);
    int end = ours(pipe.readEnd());
    Descriptors.setNonBlocking(end);
    return end;
  }

  /** Another one that the child gets, closed here after the spawn. */
  void addTheirs(int descriptor, int target) {
    theirs.add(descriptor);
    actions.add(new Action.Duplicate(descriptor, target));
  }

  private int ours(int descriptor) {
    ours.add(descriptor);
    return descriptor;
  }
}
