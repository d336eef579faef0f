package io.sluice.protocol.runner;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the gateway sends to a runner. {@code Stdin} travels as a binary message. */
public sealed interface GatewayFrame {
  /**
   * Answers the hello.
   *
   * @param gateway another one for each life of the gateway
   * @param committed the last journaled sequence of each execution that the hello named and the
   *     gateway still wants, which goes on after it; one that is missing here is to be ended
   */
  record Welcome(Incarnation gateway, Map<ExecutionId, Long> committed) implements GatewayFrame {
    /** Copies the map. */
    public Welcome {
      committed = Map.copyOf(committed);
    }
  }

  /**
   * Idempotent by execution. The environment of the box is merged into the command's already.
   *
   * @param limits of the whole box
   * @param driver the name of the one that is to host it; null: the runner's default
   */
  record Start(
      ExecutionId execution,
      BoxId box,
      BoxLimits limits,
      @Nullable String driver,
      CommandSpec command)
      implements GatewayFrame {
    /** In a box without limits, by the runner's default driver. */
    public Start(ExecutionId execution, BoxId box, CommandSpec command) {
      this(execution, box, BoxLimits.NONE, null, command);
    }
  }

  /** The journal has every report up to and including this sequence (O34). */
  record Acknowledged(ExecutionId execution, long sequence) implements GatewayFrame {}

  /** Bytes for the process, at most {@link LinkLimits#STDIN_WINDOW_BYTES} past the last answer. */
  record Stdin(ExecutionId execution, StdinOffset offset, Payload payload)
      implements GatewayFrame {}

  /** End of input after all bytes before the offset; a repeat changes nothing. */
  record StdinEnd(ExecutionId execution, StdinOffset offset) implements GatewayFrame {}

  /** A new size for the terminal. */
  record Resize(ExecutionId execution, TerminalSize size) implements GatewayFrame {}

  /** A signal for the process group. */
  record SendSignal(ExecutionId execution, Signal signal) implements GatewayFrame {}

  /** Asks for {@link RunnerFrame.Flushed}; one at a time. */
  record Flush(ExecutionId execution, long number) implements GatewayFrame {}

  /** KILL for everything the execution started; repeated until the exit is reported. */
  record Kill(ExecutionId execution) implements GatewayFrame {}

  /** The box was stopped: everything in it ends, also what ended executions left there. */
  record StopBox(BoxId box) implements GatewayFrame {}

  /** The box is gone: its executions end and its directory is removed. */
  record RemoveBox(BoxId box) implements GatewayFrame {}

  /** Asks for {@link RunnerFrame.BeatAnswered}; a runner that hears none for long dials anew. */
  record Beat(long number) implements GatewayFrame {}
}
