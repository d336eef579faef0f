package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StdinOffset;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Control of executions: one session has it, may write, and keeps a durable place in the log. */
public interface Seats {
  /**
   * Gives control to the session, after that is journaled. A holder is asked for a sign of life,
   * for half a second: one that shows none is displaced, one that does only by a preemption, which
   * waits for it to tell how far it came.
   */
  CompletionStage<Taken> take(ExecutionId id, Claim claim);

  /**
   * Who wants control.
   *
   * @param preempt whether a living holder is displaced
   * @param from where it begins to read
   */
  record Claim(Seat seat, boolean preempt, StartFrom from) {}

  /** Whether the session has control. */
  sealed interface Taken extends CrossNode {
    /**
     * It has, until it leaves or loses it, and reads on from its place.
     *
     * @param stdin where its input goes on: after all that was received of those before it
     */
    record Yours(Generation generation, Cursor from, StdinFacts stdin) implements Taken {}

    /** The holder is alive. */
    record Busy() implements Taken {}

    /** As the machine says. */
    record Refused(Refusal refusal) implements Taken {}
  }

  /** Answers when something happens to the session's control, or after some seconds. */
  CompletionStage<SeatNews> watch(ExecutionId id, SessionId session);

  /** What happened. */
  sealed interface SeatNews extends CrossNode {
    /** Nothing; ask again. */
    record StillYours() implements SeatNews {}

    /**
     * Somebody else wants it and waits for {@link #alive}, half a second at most.
     *
     * @param preempted it gets it anyway: only how far the peer came is to be told before
     */
    record Challenged(boolean preempted) implements SeatNews {}

    /**
     * It is gone.
     *
     * @param generation of the last that took control
     * @param to who has it now; null: nobody
     */
    record Lost(Generation generation, @Nullable ConsumerId to) implements SeatNews {}
  }

  /** The session's peer gave a sign of life. */
  void alive(ExecutionId id, SessionId session);

  /** The session's peer came so far. */
  void acknowledge(ExecutionId id, SessionId session, Cursor cursor);

  /**
   * Gives control back; input that was taken is delivered all the same.
   *
   * @param sawExit whether the exit followed what the peer acknowledged
   */
  void leave(ExecutionId id, SessionId session, Cursor cursor, boolean sawExit);

  /**
   * A consumer without control, which has a durable place, came so far.
   *
   * @param sawExit whether nothing is owed to it any more
   */
  void keepPlace(ExecutionId id, ConsumerId consumer, Cursor cursor, boolean sawExit);

  /**
   * Input without an offset, after all that was taken before. Answers when it is taken, so later
   * when the process reads slowly (I10).
   */
  CompletionStage<StdinAnswer> write(ExecutionId id, SessionId session, Payload bytes);

  /**
   * Input at its offset, once however often it comes (I12): what was taken before is passed over.
   * Answered at once; what is not taken in whole is not taken at all.
   */
  CompletionStage<StdinAnswer> write(
      ExecutionId id, SessionId session, StdinOffset at, Payload bytes);

  /** End of input after everything written; a repeat is fine (I6). */
  CompletionStage<StdinAnswer> endStdin(ExecutionId id, SessionId session);

  /** End of input there; a repeat is fine, by another holder of control too (I7). */
  CompletionStage<StdinAnswer> endStdin(ExecutionId id, SessionId session, StdinOffset at);

  /** Whether input, or its end, was taken. */
  sealed interface StdinAnswer extends CrossNode {
    /** It will be delivered, unless the process or the runner ends before. */
    record Taken() implements StdinAnswer {}

    /** After the end of input, or the process closed it, or it is over. */
    record Closed() implements StdinAnswer {}

    /** The session has no control any more (I5). */
    record Superseded() implements StdinAnswer {}

    /** Bytes are missing before it. */
    record Gap(StdinOffset expected) implements StdinAnswer {}

    /** It goes beyond the credit. */
    record OverCredit(StdinOffset upTo) implements StdinAnswer {}

    /** Input ended there already, or more than up to the given end was taken. */
    record EndedElsewhere(StdinOffset at) implements StdinAnswer {}
  }

  /** Answers when the facts differ from what is known, or after some seconds. */
  CompletionStage<StdinNews> stdin(ExecutionId id, SessionId session, StdinFacts known);

  /** How input goes on. */
  sealed interface StdinNews extends CrossNode {
    /** So it stands; the same facts again: ask again. */
    record Stands(StdinFacts facts) implements StdinNews {}

    /** The session has no control any more: it need not ask again. */
    record Superseded() implements StdinNews {}
  }

  /**
   * How far input came.
   *
   * @param received the next byte of input has this offset
   * @param applied everything before it was written to the process
   * @param creditUpTo nothing at or after it is taken yet; never goes back
   * @param closed the process takes no more, or has its end of input
   */
  record StdinFacts(
      StdinOffset received, StdinOffset applied, StdinOffset creditUpTo, boolean closed)
      implements CrossNode {}

  /** The same as an operator's, refused when the session has no control any more. */
  CompletionStage<ControlAnswer> control(ExecutionId id, SessionId session, Control control);
}
