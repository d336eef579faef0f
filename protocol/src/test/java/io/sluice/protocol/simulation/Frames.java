package io.sluice.protocol.simulation;

import io.sluice.protocol.follow.ChannelEnd;
import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StdinOffset;

/** What goes over connections, as values: their bytes are the codecs' business. */
final class Frames {
  private static final int HEADER_BYTES = 10;

  private Frames() {}

  /** From a consumer. */
  sealed interface FromConsumer extends Connection.Sized {
    record Echo(long id) implements FromConsumer {}

    record Acknowledge(Offset upTo) implements FromConsumer {}

    @Override
    default int bytes() {
      return HEADER_BYTES;
    }
  }

  /** To a consumer. */
  sealed interface ToConsumer extends Connection.Sized {
    /** For one without offsets it is the answer to the upgrade, and the cursor is not in it. */
    record Attached(Cursor from) implements ToConsumer {}

    record Output(Chunk chunk) implements ToConsumer {}

    record Mark(long id) implements ToConsumer {}

    record Position(Offset offset) implements ToConsumer {}

    record Missing(Gap gap) implements ToConsumer {}

    record ChannelEnded(ChannelEnd end) implements ToConsumer {}

    record Exit(Offset end) implements ToConsumer {}

    @Override
    default int bytes() {
      return HEADER_BYTES + (this instanceof Output(var chunk) ? chunk.size() : 0);
    }
  }

  /** From the runner. */
  sealed interface FromRunner extends Connection.Sized {
    record Hello(boolean started, InputTaken input) implements FromRunner {}

    /** How far input came. */
    record InputTaken(StdinOffset taken, StdinOffset written, boolean ended, boolean closed)
        implements FromRunner {}

    record Started() implements FromRunner {}

    record Reported(Report report) implements FromRunner {}

    @Override
    default int bytes() {
      return HEADER_BYTES
          + (this instanceof Reported(Report.Output output) ? output.payload().size() : 0);
    }
  }

  /** To the runner. */
  sealed interface ToRunner extends Connection.Sized {
    record Welcome(long committed) implements ToRunner {}

    record Start() implements ToRunner {}

    record Acknowledged(long sequence) implements ToRunner {}

    record Kill() implements ToRunner {}

    record Stdin(StdinOffset at, Payload payload) implements ToRunner {}

    record StdinEnd(StdinOffset at) implements ToRunner {}

    @Override
    default int bytes() {
      return HEADER_BYTES + (this instanceof Stdin(_, var payload) ? payload.size() : 0);
    }
  }
}
