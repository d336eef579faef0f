package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.util.concurrent.CompletableFuture;

/** The same rows, by batched inserts into the same server and nothing else. */
final class RawStore implements Store {
  static final String NAME = "raw insert";

  private final Baselines.Rows rows;

  RawStore(Baselines.Rows rows) {
    this.rows = rows;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Intake open(Shape shape) throws UserFailure {
    return new RowIntake(rows.appends());
  }

  private record RowIntake(Baselines.Appends appends) implements Intake {
    @Override
    public CompletableFuture<Long> append(int writer, int stream, Payload record) {
      return appends.append(stream, record).thenApply(_ -> System.nanoTime());
    }

    @Override
    public long heldBytes() throws UserFailure {
      return appends.bytes();
    }

    @Override
    public void close() {
      appends.close();
    }
  }

  /** The rows stay the caller's. */
  @Override
  public void close() {}
}
