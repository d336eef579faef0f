package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
      case Command.KeepPlace keep -> keep(state.progress(), keep, now);
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
    Generation next = audience.generation().next();
    Cursor place = openPlace(state, consumer, command.owedFor(), now);
    return switch (Starts.find(state, consumer, command.from(), place)) {
      case Starts.Found.There(var from) ->
          Decision.of(new Event.ControlTaken(command.seat(), next, from, displaced, now));
      case Starts.Found.Refused(var refusal) -> Decision.refused(refusal);
    };
  }

  private static Cursor openPlace(Known state, ConsumerId consumer, Duration owedFor, Instant now) {
    boolean expired = state instanceof State.Ended ended && !ended.isOwedTo(consumer, now, owedFor);
    return expired ? Cursor.START : state.progress().audience().from(consumer);
  }

  private static Decision keep(Progress progress, Command.KeepPlace command, Instant now) {
    ConsumerId consumer = command.consumer();
    Audience audience = progress.audience();
    if (!audience.hasRoomFor(consumer)) {
      return Decision.refused(new Refusal.TooManyConsumers());
    }
    Decision decision = acknowledge(progress, consumer, command.cursor(), now);
    if (!command.sawExit() || !(decision instanceof Decision.Accepted(var acknowledged))) {
      return decision;
    }
    List<Event> events = new ArrayList<>(acknowledged);
    if (audience.isOpen(consumer) || !acknowledged.isEmpty()) {
      events.add(new Event.PlaceClosed(consumer, now));
    }
    return new Decision.Accepted(events);
  }

  /** What is known already is nothing new; a place never goes back. */
  private static Decision acknowledge(
      Progress progress, ConsumerId consumer, Cursor cursor, Instant now) {
    if (progress.offset().isBefore(cursor.offset())) {
      return Decision.refused(new Refusal.Contradiction("an acknowledgement beyond the log"));
    }
    Cursor known = progress.audience().acknowledgedBy(consumer);
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
