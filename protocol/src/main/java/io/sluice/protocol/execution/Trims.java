package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether output may be removed from the start of a log. */
final class Trims {
  private Trims() {}

  static Decision decide(Known state, Command.Trim command, Instant now) {
    Progress progress = state.progress();
    if (progress.offset().isBefore(command.upTo())) {
      return Decision.refused(new Refusal.BeyondEnd(progress.offset()));
    }
    Cursor boundary = command.boundary();
    if (command.upTo().isBefore(boundary.offset())) {
      return Decision.refused(new Refusal.Contradiction("a boundary after what is trimmed"));
    }
    if (!progress.trimmed().offset().isBefore(boundary.offset())) {
      return Decision.of();
    }
    if (!isPlaceIn(progress, boundary)) {
      return Decision.refused(new Refusal.Contradiction("a boundary that the log does not have"));
    }
    Offset owed = owed(state, command, now);
    if (owed != null && owed.isBefore(boundary.offset())) {
      return Decision.refused(new Refusal.Owed(owed));
    }
    return Decision.of(
        new Event.Trimmed(
            boundary,
            progress.lastSequence(),
            progress.lastTimeMicros(),
            command.purpose() == Command.Purpose.LIMIT,
            now));
  }

  private static boolean isPlaceIn(Progress progress, Cursor place) {
    Cursor trimmed = progress.trimmed();
    return place.stdoutBytes() + place.stderrBytes() == place.offset().bytes()
        && trimmed.stdoutBytes() <= place.stdoutBytes()
        && place.stdoutBytes() <= progress.stdout().bytes()
        && trimmed.stderrBytes() <= place.stderrBytes()
        && place.stderrBytes() <= progress.stderr().bytes();
  }

  /** The first byte that somebody is owed and that may not go (O12); null: there is none. */
  private static @Nullable Offset owed(Known state, Command.Trim command, Instant now) {
    return switch (command.purpose()) {
      case LIMIT -> null;
      case CLEAN_UP ->
          state.progress().audience().places().entrySet().stream()
              .filter(place -> isOwed(state, place, command, now))
              .map(place -> place.getValue().cursor().offset())
              .reduce(null, (first, next) -> first == null || next.isBefore(first) ? next : first);
    };
  }

  private static boolean isOwed(
      Known state, Map.Entry<ConsumerId, Place> place, Command.Trim command, Instant now) {
    return state instanceof State.Ended ended
        ? ended.isOwedTo(place.getKey(), now, command.owedFor())
        : place.getValue().open();
  }
}
