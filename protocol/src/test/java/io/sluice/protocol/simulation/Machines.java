package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.StdinLedger;
import io.sluice.protocol.execution.StdinMarks;
import io.sluice.protocol.follow.Budget;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.follow.Resume;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.StdinIntake;
import java.time.Instant;

/** The machines that run in a simulation: those of production, unless a mutant says otherwise. */
interface Machines {
  /** As in production. */
  Machines PRODUCTION = new Machines() {};

  default Decision decide(State state, Command command, Instant now) {
    return Execution.decide(state, command, now);
  }

  default Follower.Step beginFollowing(long next, Cursor at) {
    return Follower.begin(next, at);
  }

  default Follower.Step follow(Follower.State state, Follower.Input input) {
    return Follower.step(state, input);
  }

  default Delivery.State open(Contract contract, Cursor from) {
    return Delivery.open(contract, from);
  }

  default Delivery.Step deliver(Delivery.State state, Delivery.Input input) {
    return Delivery.step(state, input);
  }

  default boolean wantsMore(Delivery.State state) {
    return state.wantsMore();
  }

  /** Where the successor of a connection goes on. */
  default Cursor resumesAt(Delivery.State state) {
    return state.acknowledged();
  }

  /** Where the log is read from for it. */
  default Offset readsFrom(Cursor cursor) {
    return cursor.readsFrom();
  }

  default Resume.Step beginReading(Resume.From from) {
    return Resume.begin(from, Budget.DEFAULT);
  }

  default Resume.Step resume(Resume.State state, Resume.Input input) {
    return Resume.step(state, input);
  }

  /** Whether the session has control, by what is journaled. */
  default boolean mayWrite(State state, SessionId session) {
    return state instanceof State.Known known
        && known.progress().audience().isControlledBy(session);
  }

  default StdinLedger.State resumeStdin(
      StdinMarks.Limits limits, StdinOffset taken, StdinOffset written) {
    return StdinLedger.resumed(limits, taken, written);
  }

  default StdinLedger.Step stdin(StdinLedger.State state, StdinLedger.Input input) {
    return StdinLedger.step(state, input);
  }

  default StdinIntake.Verdict offer(StdinIntake intake, StdinOffset at, Payload bytes) {
    return intake.offer(at, bytes);
  }

  default StdinIntake.Verdict end(StdinIntake intake, StdinOffset at) {
    return intake.end(at);
  }

  /** Whether the runner is told that a report is safe before the journal has it. */
  default boolean acknowledgesBeforeTheCommit() {
    return false;
  }

  /** Whether the cursor of a consumer without offsets is journaled before it gets anything. */
  default boolean journalsAttaches() {
    return true;
  }

  /**
   * Whether a cursor is closed when the exit is sent, not only when its consumer closed after it.
   */
  default boolean forgetsWhomItSentTheExit() {
    return false;
  }
}
