package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.time.Instant;

/** Logs of one channel. */
final class LogEntries {
  private LogEntries() {}

  static Entry output(long offset, String text) {
    return new Entry(
        offset + 1,
        new Event.OutputAppended(
            offset + 1, Channel.STDOUT, new Offset(offset), offset, 0, Payload.utf8(text)));
  }

  static Entry ended(long bytes) {
    return ended(bytes, new Outcome(new ExitStatus.Code(7), EndReason.EXITED, true));
  }

  static Entry ended(long bytes, Outcome outcome) {
    return new Entry(99, new Event.Ended(outcome, new Offset(bytes), bytes, 0, Instant.EPOCH));
  }
}
