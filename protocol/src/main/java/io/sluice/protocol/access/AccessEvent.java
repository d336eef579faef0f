package io.sluice.protocol.access;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import org.jspecify.annotations.Nullable;

/** Something that is told of an access. A visit is named by the number of its first entry. */
public sealed interface AccessEvent {
  /** On which way output is read. */
  enum Way {
    ATTACH,
    OUTPUT,
    EVENTS,
    RECORDING
  }

  /** What is done at once. */
  enum Act {
    SEARCH,
    EXPORT,
    READ_TRAIL,
    SIGNAL,
    KILL,
    TRIM
  }

  /** What somebody who attaches may do. */
  enum Right {
    READ,
    WRITE
  }

  /** What came of a visit. */
  enum Outcome {
    /** It was let in. */
    SERVED,
    /** It was not, and saw nothing. */
    REFUSED
  }

  /**
   * A visit begins.
   *
   * @param consumer under whose name acknowledgements are kept; null: its key's, or none
   * @param from the offset that is asked for; null: none is named
   * @param preempts whether it takes control from a holder that lives
   */
  record Opened(
      Visitor by,
      Way way,
      Right right,
      @Nullable String consumer,
      @Nullable Offset from,
      boolean preempts)
      implements AccessEvent {}

  /**
   * A visit is over. There is none for a visit whose gateway crashed.
   *
   * @param from the first offset that was read; null: nothing was
   * @param to the offset up to which output was acknowledged, or sent where nothing is
   *     acknowledged; null: nothing was
   * @param inputBytes how much input it sent
   */
  record Closed(
      long visit, Outcome outcome, @Nullable Offset from, @Nullable Offset to, long inputBytes)
      implements AccessEvent {}

  /**
   * Input of a visit, where the deployment has it recorded.
   *
   * @param bytes as they were sent
   */
  record Typed(long visit, Payload bytes) implements AccessEvent {}

  /**
   * Something is about to be done.
   *
   * @param detail such as the name of a signal, or an offset; null: nothing more to say
   */
  record Acted(Visitor by, Act act, @Nullable String detail) implements AccessEvent {}
}
