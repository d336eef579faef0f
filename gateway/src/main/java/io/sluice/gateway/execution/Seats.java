package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Control of executions: one session has it, may write, and keeps a durable place in the log. */
public interface Seats {
  /**
   * Gives control to the session, after that is journaled. A holder that shows no sign of life when
   * asked for one is displaced, one that does only by a preemption.
   */
  CompletionStage<Taken> take(ExecutionId id, Seat seat, boolean preempt);

  /** Whether the session has control. */
  sealed interface Taken extends CrossNode {
    /** It has, until it leaves or loses it, and reads on from its place. */
    record Yours(Generation generation, Cursor from) implements Taken {}

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

    /** Somebody else wants it: {@link #alive} within half a second keeps it. */
    record Challenged() implements SeatNews {}

    /**
     * It is gone.
     *
     * @param to who has it now; null: nobody
     */
    record Lost(@Nullable ConsumerId to) implements SeatNews {}
  }

  /** The session's peer gave a sign of life. */
  void alive(ExecutionId id, SessionId session);

  /** The session's peer came so far. */
  void acknowledge(ExecutionId id, SessionId session, Cursor cursor);

  /**
   * Gives control back; what the session wrote and nobody took is dropped.
   *
   * @param sawExit whether the exit followed what the peer acknowledged
   */
  void leave(ExecutionId id, SessionId session, Cursor cursor, boolean sawExit);

  /** Answers when the bytes are on their way, so later when the process reads slowly (I10). */
  CompletionStage<StdinAnswer> write(ExecutionId id, SessionId session, Payload bytes);

  /** End of input after everything written; a repeat is fine (I6). */
  CompletionStage<StdinAnswer> endStdin(ExecutionId id, SessionId session);

  /** Whether input was taken. */
  enum StdinAnswer implements CrossNode {
    TAKEN,
    /** After the end of input, or the process closed it, or it is over. */
    CLOSED,
    /** The session has no control any more (I5). */
    SUPERSEDED
  }

  /** The same as an operator's, refused when the session has no control any more. */
  CompletionStage<ControlAnswer> control(ExecutionId id, SessionId session, Control control);
}
