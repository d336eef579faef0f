package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.util.concurrent.CompletableFuture;

/** Rows in one form; chunks are packed by the writers that offer them. */
final class FormIntake implements Intake {
  private final Baselines.FormAppends appends;
  private final Packer.Method method;
  private final Packer packer;

  /**
   * @param appends closed with it
   */
  FormIntake(Baselines.FormAppends appends, Packer.Method method) {
    this.appends = appends;
    this.method = method;
    this.packer = new Packer(method);
  }

  @Override
  public CompletableFuture<Long> append(int writer, int stream, Payload record) {
    return appends.append(stream, packer.pack(record)).thenApply(_ -> System.nanoTime());
  }

  /** As they were before they were packed. */
  @Override
  public long heldBytes() throws UserFailure {
    return method == Packer.Method.NONE
        ? appends.bytes()
        : appends.sum(chunk -> packer.unpack(chunk).size());
  }

  @Override
  public void close() {
    appends.close();
    packer.close();
  }
}
