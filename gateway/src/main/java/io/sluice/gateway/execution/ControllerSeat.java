package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Attachments.Taken;
import io.sluice.protocol.execution.State;
import org.jspecify.annotations.Nullable;

/** The one place for who may write. */
final class ControllerSeat {
  private @Nullable String session;

  Taken take(String wanted, State state) {
    if (state instanceof State.Absent) {
      return Taken.ABSENT;
    }
    if (session != null && !session.equals(wanted)) {
      return Taken.BUSY;
    }
    session = wanted;
    return Taken.YOURS;
  }

  /** Whether it was theirs. */
  boolean leave(String leaving) {
    boolean theirs = leaving.equals(session);
    if (theirs) {
      session = null;
    }
    return theirs;
  }
}
