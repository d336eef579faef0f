package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What consumers do, at any time from the acceptance on, also after the end. */
final class Attendance {
  private Attendance() {}

  static Decision decide(Known state, Command.Attend command, Instant now) {
    return switch (command) {
      case Command.TakeControl take -> take(state, take, now);
      case Command.Acknowledge(var session, var cursor) -> {
        Seat seat = seat(state, session);
        yield seat == null
            ? Decision.refused(new Refusal.NotInControl())
            : acknowledge(state.progress(), seat.consumer(), cursor, now);
      }
      case Command.LeaveControl(var session, var cursor, var sawExit) -> {
        Seat seat = seat(state, session);
        yield seat == null
            ? Decision.of()
            : leave(state.progress(), seat.consumer(), cursor, sawExit, now);
      }
    };
  }

  private static @Nullable Seat seat(Known state, SessionId session) {
    Audience audience = state.progress().audience();
    return audience.isControlledBy(session) ? audience.controller() : null;
  }

  private static Decision take(Known state, Command.TakeControl command, Instant now) {
    Audience audience = state.progress().audience();
    Seat holder = audience.controller();
    if (holder != null && command.claim() == Command.Claim.WHEN_FREE) {
      return Decision.refused(new Refusal.InControl(holder.consumer()));
    }
    ConsumerId consumer = command.seat().consumer();
    if (!audience.hasRoomFor(consumer)) {
      return Decision.refused(new Refusal.TooManyConsumers());
    }
    ConsumerId displaced = holder == null ? null : holder.consumer();
    boolean expired =
        state instanceof State.Ended ended && !ended.isOwedTo(consumer, now, command.owedFor());
    Cursor from = expired ? Cursor.START : audience.from(consumer);
    return Decision.of(
        new Event.ControlTaken(command.seat(), audience.generation().next(), from, displaced, now));
  }

  /** What is known already is nothing new; a place never goes back. */
  private static Decision acknowledge(
      Progress progress, ConsumerId consumer, Cursor cursor, Instant now) {
    if (progress.offset().isBefore(cursor.offset())) {
      return Decision.refused(new Refusal.Contradiction("an acknowledgement beyond the log"));
    }
    Cursor known = progress.audience().from(consumer);
    return cursor.equals(known.further(cursor)) && !cursor.equals(known)
        ? Decision.of(new Event.Acknowledged(consumer, cursor, now))
        : Decision.of();
  }

  private static Decision leave(
      Progress progress, ConsumerId consumer, Cursor cursor, boolean sawExit, Instant now) {
    Cursor known = progress.audience().from(consumer);
    boolean usable = !progress.offset().isBefore(cursor.offset());
    Cursor left = usable ? known.further(cursor) : known;
    return Decision.of(new Event.ControlLeft(consumer, left, sawExit, now));
  }
}
