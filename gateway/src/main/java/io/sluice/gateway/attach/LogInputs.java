package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Readings;
import io.sluice.protocol.follow.Delivery.Input;
import org.jspecify.annotations.Nullable;

/** What of a log concerns those that read it. */
final class LogInputs {
  private LogInputs() {}

  /** Null for what is not theirs to read. */
  static @Nullable Input of(LogItem item) {
    return switch (item) {
      case LogItem.Journaled(Entry entry) -> Readings.of(entry.event());
      case LogItem.Missing(var gaps, _) -> new Input.Missing(gaps);
    };
  }
}
