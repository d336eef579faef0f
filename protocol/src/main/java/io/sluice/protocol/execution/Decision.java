package io.sluice.protocol.execution;

import java.util.List;

/** The answer to a command. */
public sealed interface Decision {
  /** These become facts, together or not at all; none when all was known already. */
  record Accepted(List<Event> events) implements Decision {
    /** Copies the list. */
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** Nothing changes. */
  record Refused(Refusal refusal) implements Decision {}

  static Decision of(Event... events) {
    return new Accepted(List.of(events));
  }

  static Decision refused(Refusal refusal) {
    return new Refused(refusal);
  }
}
