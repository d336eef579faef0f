package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the log is begun to be read. */
public final class Starts {
  private Starts() {}

  /**
   * The place that is meant; null when it lies beyond the end.
   *
   * @param consumer null: one without a place of its own
   */
  public static @Nullable Cursor cursor(
      Known state, @Nullable ConsumerId consumer, StartFrom from, Instant now) {
    Audience audience = state.progress().audience();
    Offset end = state.progress().offset();
    return switch (from) {
      case StartFrom.OpenPlace _ -> {
        boolean over = state instanceof State.Ended;
        yield consumer == null || (over && !isOwed(state, consumer, now))
            ? Cursor.START
            : audience.from(consumer);
      }
      case StartFrom.OwnAcknowledged _ -> audience.acknowledgedBy(consumer);
      case StartFrom.PredecessorAcknowledged _ -> audience.acknowledgedBy(audience.predecessor());
      case StartFrom.At(Offset offset) -> end.isBefore(offset) ? null : Cursor.at(offset);
      case StartFrom.Tail _ -> Cursor.at(end);
    };
  }

  private static boolean isOwed(Known state, ConsumerId consumer, Instant now) {
    return state instanceof State.Ended ended && ended.isOwedTo(consumer, now);
  }
}
