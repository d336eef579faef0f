package io.sluice.gateway.execution;

import io.sluice.persistence.codec.Recorded;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of commands.
 *
 * @param events journaled now, in order; the last of them has the number
 * @param refused why the commands ended early; null: they did not
 */
record Applied(List<Event> events, Recorded recorded, long lastNumber, @Nullable Refusal refused) {
  State state() {
    return recorded.state();
  }

  Applied {
    events = List.copyOf(events);
  }
}
