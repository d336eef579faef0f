package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.StdinLedger.Denial;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;

/** What a writer and the gateway tell each other. */
final class StdinFrames {
  private static final int HEADER_BYTES = 10;

  private StdinFrames() {}

  /** From a writer. */
  sealed interface FromWriter extends Connection.Sized {
    record Write(StdinOffset at, Payload payload) implements FromWriter {}

    record End(StdinOffset at) implements FromWriter {}

    @Override
    default int bytes() {
      return HEADER_BYTES + (this instanceof Write(_, var payload) ? payload.size() : 0);
    }
  }

  /** To a writer. */
  sealed interface ToWriter extends Connection.Sized {
    record Attached(Generation generation, StdinOffset received, News news) implements ToWriter {}

    record News(StdinOffset applied, StdinOffset creditUpTo, boolean closed) implements ToWriter {}

    record Refused(Denial why) implements ToWriter {}

    /** Another has control and lives. */
    record Busy() implements ToWriter {}

    /** Another has control now. */
    record Preempted() implements ToWriter {}

    @Override
    default int bytes() {
      return HEADER_BYTES;
    }
  }
}
