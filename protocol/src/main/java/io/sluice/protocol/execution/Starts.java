package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Known;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;
import org.jspecify.annotations.Nullable;

/** Where the log is begun to be read. */
public final class Starts {
  private Starts() {}

  /** Whether there is such a place. */
  public sealed interface Found {
    /** There it is; what was removed after it is told as missing. */
    record There(Cursor from) implements Found {}

    /** It was named, and is not in the log, or not any more. */
    record Refused(Refusal refusal) implements Found {}
  }

  /**
   * The place that is meant by a consumer that only reads.
   *
   * @param consumer null: one without a place of its own
   */
  public static Found forObserver(Known state, @Nullable ConsumerId consumer, StartFrom from) {
    return find(state, consumer, from, Cursor.START);
  }

  /**
   * @param openPlace where the consumer goes on that does not say
   */
  static Found find(Known state, @Nullable ConsumerId consumer, StartFrom from, Cursor openPlace) {
    Audience audience = state.progress().audience();
    return switch (from) {
      case StartFrom.OpenPlace _ -> new Found.There(openPlace);
      case StartFrom.OwnAcknowledged _ -> new Found.There(audience.acknowledgedBy(consumer));
      case StartFrom.PredecessorAcknowledged _ ->
          new Found.There(audience.acknowledgedBy(audience.predecessor()));
      case StartFrom.At(Offset offset) -> at(state.progress(), offset);
      case StartFrom.AtKept(Offset offset) -> atKept(state.progress(), offset);
      case StartFrom.Tail _ -> new Found.There(Cursor.at(state.progress().offset()));
    };
  }

  private static Found atKept(Progress progress, Offset offset) {
    Offset earliest = progress.trimmed().offset();
    return offset.isBefore(earliest)
        ? new Found.Refused(new Refusal.Expired(earliest))
        : at(progress, offset);
  }

  private static Found at(Progress progress, Offset offset) {
    return progress.offset().isBefore(offset)
        ? new Found.Refused(new Refusal.BeyondEnd(progress.offset()))
        : new Found.There(Cursor.at(offset));
  }
}
