package io.sluice.gateway.bench;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that a bench starts; it is gone when it is closed, or the bench ends. */
public final class ChildProcess implements Closeable {
  private final Process process;
  private final Duration patience;

  private ChildProcess(Process process, Duration patience) {
    this.process = process;
    this.patience = patience;
  }

  /**
   * Starts one that reads nothing.
   *
   * @param log takes both of its outputs
   * @param patience how long it may take to end in order
   */
  public static ChildProcess start(ProcessBuilder command, Path log, Duration patience)
      throws IOException {
    command
        .redirectInput(new File("/dev/null"))
        .redirectOutput(log.toFile())
        .redirectErrorStream(true);
    return Leftovers.keep(() -> new ChildProcess(command.start(), patience));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Returns its exit code when it has ended by itself. */
  public int await() throws InterruptedException {
    return process.waitFor();
  }

  /** As a crash: no code of it runs any more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    Leftovers.forget(this);
  }

  /** Lets it end in order, and ends it otherwise. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Leftovers.forget(this);
  }
}
