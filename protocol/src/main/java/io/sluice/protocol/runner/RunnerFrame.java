package io.sluice.protocol.runner;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a runner sends to the gateway. {@code Reported} of output travels as a binary message. */
public sealed interface RunnerFrame {
  /**
   * First frame of every link. An execution is held until its last report was acknowledged.
   *
   * @param version of the protocol
   * @param capacity how many executions it takes at once
   * @param software the version of the runner's program, for people; null: an older one's
   */
  record Hello(
      int version,
      RunnerId runner,
      Incarnation incarnation,
      Map<String, String> labels,
      int capacity,
      List<String> drivers,
      List<Held> executions,
      @Nullable String software)
      implements RunnerFrame {
    /** Copies the collections. */
    public Hello {
      labels = Map.copyOf(labels);
      drivers = List.copyOf(drivers);
      executions = List.copyOf(executions);
    }

    /** Of a program that does not tell its version. */
    public Hello(
        int version,
        RunnerId runner,
        Incarnation incarnation,
        Map<String, String> labels,
        int capacity,
        List<String> drivers,
        List<Held> executions) {
      this(version, runner, incarnation, labels, capacity, drivers, executions, null);
    }
  }

  /**
   * An execution that the runner still has, and how far it came.
   *
   * @param stdinApplied taken for the process, written or not: {@link StdinIntake#taken}
   */
  record Held(
      ExecutionId execution,
      long lastSequence,
      long lastAcknowledged,
      StdinOffset stdinApplied,
      boolean stdinEnded) {}

  /** The process exists (L7). */
  record Started(ExecutionId execution, long pid) implements RunnerFrame {}

  /** No process came to exist; nothing more comes of this execution. */
  record StartFailed(ExecutionId execution, StartFailure failure, String message)
      implements RunnerFrame {}

  /** One numbered report, re-sent with identical boundaries until it is acknowledged. */
  record Reported(ExecutionId execution, Report report) implements RunnerFrame {}

  /**
   * The process was given all stdin before the offset.
   *
   * @param closed the process takes no more, or the end was applied
   */
  record StdinAcknowledged(ExecutionId execution, StdinOffset offset, boolean closed)
      implements RunnerFrame {}

  /**
   * Answers {@link GatewayFrame.Flush}: what the process had written then is in the reports up to
   * and including this sequence.
   *
   * @param sequence 0: it had written nothing
   */
  record Flushed(ExecutionId execution, long number, long sequence) implements RunnerFrame {}

  /** Answers {@link GatewayFrame.Beat} with its number. */
  record BeatAnswered(long number) implements RunnerFrame {}
}
