package io.sluice.gateway.bench.journal;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.util.concurrent.CompletableFuture;

/** Where the records of one load go. */
interface Intake extends AutoCloseable {
  /**
   * Offers a record; may wait for room. Each writer calls this from one thread.
   *
   * @return when it was told that the record is kept for good, on {@link System#nanoTime}
   */
  CompletableFuture<Long> append(int writer, int stream, Payload record)
      throws InterruptedException;

  /** How many bytes of records the system itself says that it has of this load. */
  long heldBytes() throws UserFailure, InterruptedException;

  /** What was written may go. */
  @Override
  void close() throws UserFailure;
}
