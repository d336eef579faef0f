package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.EndStdin;
import io.sluice.gateway.execution.IntakeMessage.OfStdin;
import io.sluice.gateway.execution.IntakeMessage.WriteStdin;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.protocol.execution.StdinLedger;
import io.sluice.protocol.execution.StdinLedger.Action;
import io.sluice.protocol.execution.StdinLedger.Denial;
import io.sluice.protocol.execution.StdinLedger.Input;
import io.sluice.protocol.execution.StdinMarks;
import io.sluice.protocol.execution.StdinSpool;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link StdinLedger} decides. Only input without offsets waits for room, and who
 * writes it waits for the answer, so what waits is at most one part of each connection.
 */
final class StdinGate {
  private static final int SPOOL_BYTES = 16 * 1024 * 1024;
  private static final StdinMarks.Limits LIMITS =
      new StdinMarks.Limits(LinkLimits.STDIN_WINDOW_BYTES, SPOOL_BYTES);

  private final ExecutionId execution;
  private StdinSpool spool = new StdinSpool(StdinOffset.ZERO);
  private final Queue<OfStdin> waiting = new ArrayDeque<>();
  private StdinLedger.State ledger = StdinLedger.open(LIMITS);

  private boolean known = true;
  private RunnerFrame.@Nullable Held held;

  StdinGate(ExecutionId execution) {
    this.execution = execution;
  }

  void askRunner() {
    known = false;
  }

  boolean isKnown() {
    return known;
  }

  /** Frames to send by another link. */
  List<GatewayFrame> linkedAgain(RunnerFrame.Held atRunner) {
    List<GatewayFrame> frames = new ArrayList<>();
    if (known) {
      carryOut(new Input.LinkedAgain(atRunner.stdinApplied()), Payload.EMPTY, frames);
    } else {
      held = atRunner; // What of it is written the runner says next, if there is any.
    }
    if (!known && atRunner.stdinApplied().equals(StdinOffset.ZERO)) {
      resume(atRunner, StdinOffset.ZERO, frames);
    }
    return frames;
  }

  private void resume(RunnerFrame.Held from, StdinOffset written, List<GatewayFrame> frames) {
    known = true;
    ledger = StdinLedger.resumed(LIMITS, from.stdinApplied(), written);
    spool = new StdinSpool(from.stdinApplied());
    if (from.stdinEnded()) {
      carryOut(new Input.EndAppended(), Payload.EMPTY, frames);
    }
  }

  StdinFacts facts() {
    StdinMarks marks = ledger.marks();
    boolean closed = ledger instanceof StdinLedger.State.Closed;
    return new StdinFacts(marks.received(), marks.applied(), ledger.creditUpTo(), closed);
  }

  /** Frames to send now. */
  List<GatewayFrame> take(OfStdin message) {
    boolean inTurn = !waiting.isEmpty() && hasNoOffset(message);
    List<GatewayFrame> frames = new ArrayList<>();
    if (inTurn || !offer(message, frames)) {
      waiting.add(message);
    }
    return frames;
  }

  private static boolean hasNoOffset(OfStdin message) {
    return switch (message) {
      case WriteStdin write -> write.at() == null;
      case EndStdin end -> end.at() == null;
    };
  }

  /** Frames to send now that the process took its input up to here. */
  List<GatewayFrame> applied(StdinOffset upTo, boolean noMore) {
    List<GatewayFrame> frames = new ArrayList<>();
    RunnerFrame.Held from = held;
    if (!known && from != null) {
      resume(from, upTo, frames);
    }
    carryOut(new Input.Applied(upTo, noMore), Payload.EMPTY, frames);
    offerWaiting(frames);
    return frames;
  }

  /** Who wrote has no control any more, and writes no more: what was not taken is not. */
  void forgetWaiting() {
    waiting.forEach(message -> replyTo(message).tell(new StdinAnswer.Superseded()));
    waiting.clear();
  }

  /** Nothing is taken from now on; whoever waits is told. */
  void close() {
    known = true;
    List<GatewayFrame> none = new ArrayList<>();
    carryOut(new Input.Over(), Payload.EMPTY, none);
    offerWaiting(none);
  }

  private void offerWaiting(List<GatewayFrame> frames) {
    OfStdin next = waiting.peek();
    while (next != null && offer(next, frames)) {
      waiting.remove();
      next = waiting.peek();
    }
  }

  /** False when it has to wait. */
  private boolean offer(OfStdin message, List<GatewayFrame> frames) {
    StdinAnswer answer =
        switch (message) {
          case WriteStdin(_, StdinOffset at, Payload bytes, _) ->
              carryOut(
                  at == null
                      ? new Input.Appended(bytes.size())
                      : new Input.Offered(at, bytes.size()),
                  bytes,
                  frames);
          case EndStdin(_, StdinOffset at, _) ->
              carryOut(
                  at == null ? new Input.EndAppended() : new Input.EndOffered(at),
                  Payload.EMPTY,
                  frames);
        };
    if (answer != null) {
      replyTo(message).tell(answer);
    }
    return answer != null;
  }

  static ActorRef<StdinAnswer> replyTo(OfStdin message) {
    return switch (message) {
      case WriteStdin write -> write.replyTo();
      case EndStdin end -> end.replyTo();
    };
  }

  /** Null: it has to wait. */
  private @Nullable StdinAnswer carryOut(Input input, Payload bytes, List<GatewayFrame> frames) {
    StdinLedger.Step step = StdinLedger.step(ledger, input);
    ledger = step.state();
    StdinAnswer answer = new StdinAnswer.Taken();
    for (Action action : step.actions()) {
      switch (action) {
        case Action.Keep(int skip) -> spool.append(bytes.slice(skip, bytes.size()));
        case Action.Wait _ -> answer = null;
        case Action.Refuse(Denial why) -> answer = answer(why);
        case Action.Send(StdinOffset from, StdinOffset to) -> frames.addAll(frames(from, to));
        case Action.SendEnd(StdinOffset at) -> frames.add(new GatewayFrame.StdinEnd(execution, at));
      }
    }
    spool.dropBefore(ledger.marks().applied());
    if (ledger instanceof StdinLedger.State.Closed) {
      spool.clear();
    }
    return answer;
  }

  private List<GatewayFrame> frames(StdinOffset from, StdinOffset to) {
    List<GatewayFrame> frames = new ArrayList<>();
    StdinOffset at = from;
    for (Payload piece : spool.read(from, to, Report.MAX_PAYLOAD_BYTES)) {
      frames.add(new GatewayFrame.Stdin(execution, at, piece));
      at = at.plus(piece.size());
    }
    return frames;
  }

  private static StdinAnswer answer(Denial why) {
    return switch (why) {
      case Denial.Gap(StdinOffset expected) -> new StdinAnswer.Gap(expected);
      case Denial.OverCredit(StdinOffset upTo) -> new StdinAnswer.OverCredit(upTo);
      case Denial.NoMore _ -> new StdinAnswer.Closed();
      case Denial.EndsElsewhere(StdinOffset at) -> new StdinAnswer.EndedElsewhere(at);
    };
  }
}
