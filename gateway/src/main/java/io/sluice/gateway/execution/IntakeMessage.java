package io.sluice.gateway.execution;

import io.sluice.persistence.codec.Recorded;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.proof.SignedAnchor;
import io.sluice.protocol.runner.RunnerFrame;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the sharded entity of an execution understands. */
public sealed interface IntakeMessage {
  /** What may come from another node. */
  sealed interface Remote extends IntakeMessage, CrossNode {}

  /** What shows that somebody attends the execution: it is used, not just looked at. */
  sealed interface Attending extends Remote {}

  /** Whether a command was carried out. */
  sealed interface CommandAnswer extends CrossNode {
    /** It is journaled. */
    record Done() implements CommandAnswer {}

    /** Nothing changed. */
    record Refused(Refusal refusal) implements CommandAnswer {}

    static CommandAnswer to(Applied applied) {
      Refusal refused = applied.refused();
      return refused == null ? new Done() : new Refused(refused);
    }
  }

  /** What concerns its place on a runner. */
  sealed interface OfPlace extends IntakeMessage {}

  /**
   * Begin.
   *
   * @param link the runner where a place is reserved; null: in the queue
   */
  record Begin(Facts facts, @Nullable RunnerLink link, ActorRef<CommandAnswer> replyTo)
      implements Remote, OfPlace {}

  /** It waited, and a place is reserved there. */
  record PlaceFound(RunnerLink link) implements Remote, OfPlace {}

  /** Somebody's wish. */
  record Control(Command command, Executions.By by, ActorRef<CommandAnswer> replyTo)
      implements Attending {}

  /** Where does it stand? */
  record GetState(ActorRef<State> replyTo) implements Remote {}

  /** Answer at the end, or as it is when the time is over. */
  record AwaitEnd(Duration atMost, ActorRef<State> replyTo) implements Attending {}

  /** What a runner tells of it. */
  sealed interface OfRunner extends Remote {
    RunnerLink by();
  }

  /** What becomes a fact of it. */
  sealed interface OfProcess extends OfRunner {
    /** What the machine is told. */
    default Command command() {
      return switch (this) {
        case RunnerStarted(var by, long pid) -> new Command.ConfirmStart(by.runner(), pid);
        case RunnerFailedStart(var by, var failure, var message) ->
            new Command.FailStart(by.runner(), failure, message);
        case RunnerReported(var by, var reports) -> new Command.TakeReports(by.runner(), reports);
      };
    }
  }

  /** The process exists. */
  record RunnerStarted(RunnerLink by, long pid) implements OfProcess {}

  /** It does not. */
  record RunnerFailedStart(RunnerLink by, StartFailure failure, String message)
      implements OfProcess {}

  /** Numbered reports, in their order; at least one. */
  record RunnerReported(RunnerLink by, List<Report> reports) implements OfProcess {}

  /** The process was given stdin up to here. */
  record RunnerTookStdin(RunnerLink by, StdinOffset upTo, boolean noMore) implements OfRunner {}

  /** Where does everything end that the process has written? */
  record Flush(ActorRef<Executions.Flushed> replyTo) implements Attending {}

  /** What the process had written at this flush is in the reports up to this sequence. */
  record RunnerFlushed(RunnerLink by, long number, long sequence) implements OfRunner {}

  /** What concerns the link to its runner. */
  sealed interface OfLink extends IntakeMessage {}

  /** A runner's hello names it. */
  record Adopt(RunnerLink by, RunnerFrame.Held held, ActorRef<RunnerReports.AdoptAnswer> replyTo)
      implements Remote, OfLink {}

  /**
   * The runner said hello.
   *
   * @param named whether it has the execution
   * @param justNow else its link was there before it was asked about
   */
  record RunnerBack(RunnerLink link, boolean named, boolean justNow) implements Remote, OfLink {}

  /** Entries from this number on. */
  record Pull(long fromNumber, ActorRef<Attachments.Pulled> replyTo) implements Attending {}

  /** What concerns control. */
  sealed interface OfControl extends IntakeMessage {}

  /** Control for this session. */
  record TakeControl(Seat seat, boolean preempt, StartFrom from, ActorRef<Seats.Taken> replyTo)
      implements Attending, OfControl {}

  /** What happens to this session's control? */
  record WatchSeat(SessionId session, ActorRef<Seats.SeatNews> replyTo)
      implements Attending, OfControl {}

  /** This session's peer lives. */
  record PeerAlive(SessionId session) implements Remote, OfControl {}

  /** This session's peer came so far. */
  record PeerAcknowledged(SessionId session, Cursor cursor) implements Attending, OfControl {}

  /** A consumer without control came so far. */
  record KeepPlace(ConsumerId consumer, Cursor cursor, boolean sawExit)
      implements Attending, OfControl {}

  /** This session gives control back. */
  record Leave(SessionId session, Cursor cursor, boolean sawExit) implements Attending, OfControl {}

  /** What concerns input, answered to its writer. */
  sealed interface OfStdin extends OfControl {
    SessionId session();
  }

  /**
   * Input.
   *
   * @param at null: after all that was taken, when there is room
   */
  record WriteStdin(
      SessionId session,
      @Nullable StdinOffset at,
      Payload bytes,
      ActorRef<Seats.StdinAnswer> replyTo)
      implements Attending, OfStdin {}

  /**
   * End of input.
   *
   * @param at null: after all that was taken
   */
  record EndStdin(SessionId session, @Nullable StdinOffset at, ActorRef<Seats.StdinAnswer> replyTo)
      implements Attending, OfStdin {}

  /** What differs from this? */
  record WatchStdin(SessionId session, Seats.StdinFacts known, ActorRef<Seats.StdinNews> replyTo)
      implements Attending, OfControl {}

  /** What concerns removed output. */
  sealed interface OfTrimming extends IntakeMessage {}

  /** Remove output before the offset. */
  record Trim(Offset upTo, Command.Purpose purpose, ActorRef<LogTrims.TrimAnswer> replyTo)
      implements Remote, OfTrimming {}

  /** Forget the log. */
  record Forget(ActorRef<LogRemovals.ForgetAnswer> replyTo) implements Remote {}

  /** Between the entity and what it made itself. */
  sealed interface Local extends IntakeMessage, NoSerializationVerificationNeeded {}

  /** The child has its state again, at its start and after each failure of the journal. */
  record Recovered(Recorded recorded, long lastNumber) implements Local {
    State state() {
      return recorded.state();
    }
  }

  /** Signed, or failed; when both are null it is time to try again. */
  record AnchorSigned(@Nullable SignedAnchor signed, @Nullable Throwable failure)
      implements Local {}

  /** The child could not read its log; it tries again. */
  record Unreadable(Throwable failure) implements Local {}

  /** The child's answer. */
  record CommandsApplied(Applied applied, Origin origin) implements Local {}

  /** Whose commands they were. */
  sealed interface Origin {
    /** The runner's, gathered. */
    record RunnerBatch(long number) implements Origin {}

    /** Somebody who waits for the answer. */
    record Asked(ActorRef<CommandAnswer> replyTo) implements Origin {}

    /** The entity, which found a place there. */
    record Placed(RunnerLink link) implements Origin {}

    /** Who wants control. */
    record Claimed(TakeControl claim) implements Origin {}

    /** Who gave control back. */
    record Left() implements Origin {}

    /** Who wants output removed. */
    record Trimmed(Trim asked) implements Origin {}

    /** What was signed. */
    record Anchored() implements Origin {}

    /**
     * Who wants the log forgotten.
     *
     * @param number of the commands; when it is the newest, nothing is under way
     */
    record Forgotten(long number, ActorRef<LogRemovals.ForgetAnswer> replyTo) implements Origin {}

    /** The entity itself. */
    record Itself() implements Origin {}

    /** The entity, which stops once all before it is answered. */
    record Stopping() implements Origin {}
  }

  /** It waited for a place as long as may be. */
  record WaitedLong() implements Local, OfPlace {}

  /** The link of the runner is gone. */
  record LinkGone(RunnerLink link) implements Local, OfLink {}

  /** The runner was away for as long as it is waited for. */
  record GraceOver() implements Local, OfLink {}

  /** Whether the runner was linked all the same and dials again. */
  record Recalled(boolean linked) implements Local, OfLink {}

  /** A waiter waited long enough. */
  record WaitOver(ActorRef<State> replyTo) implements Local {}

  /** Somebody has to attend it, or had. */
  record UnattendedDue() implements Local {}

  /** Parked pulls are answered, so that who asked knows that it is alive. */
  record PullsOver() implements Local {}

  /** What was noted is committed without what might have come with it. */
  record NotesDue() implements Local {}

  /** The holder of control had its time for a sign of life. */
  record ChallengeOver() implements Local, OfControl {}

  /** Who watches is answered, so that it knows that it is heard. */
  record WatchOver() implements Local, OfControl {}

  /** The same of who watches the input. */
  record StdinWatchOver() implements Local, OfControl {}

  /** Where the entry begins that holds the byte at which is trimmed. */
  record BoundaryFound(Trim asked, Cursor boundary) implements Local, OfTrimming {}

  /** The rows are gone, or the journal does not answer; who asked for it waits. */
  record RowsRemoved(List<Trim> asked, Offset upTo, @Nullable Throwable failure)
      implements Local, OfTrimming {}

  /** What a limit wanted removed is. */
  record LimitTrimmed() implements Local, OfTrimming {}

  /** The log is gone, or the journal does not answer. */
  record LogRemoved(@Nullable Throwable failure) implements Local {}

  /** Nothing happened for a while. */
  record Idle() implements Local {}

  /** The shard lets it stop, or wants it to go. */
  record Stop() implements Local {}
}
