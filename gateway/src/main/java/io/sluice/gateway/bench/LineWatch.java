package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An observer of a process that counts, a number a line, from 1; it checks that none is missing.
 */
final class LineWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ExecutionStream stream;
  private final StringBuilder rest = new StringBuilder();
  private int lines;
  private int awaited;
  private @Nullable Long cameNanos;
  private @Nullable String wrong;

  private LineWatch(ExecutionStream stream) {
    this.stream = stream;
  }

  static LineWatch start(SluiceClient client, String execution) {
    LineWatch watch = new LineWatch(ResumeStage.stream(client, StreamRequest.observer(execution)));
    Thread.ofVirtual().start(watch::read);
    return watch;
  }

  private void read() {
    try {
      stream.readTo(this::take);
    } catch (IOException | InterruptedException | RuntimeException ended) {
      fail("a consumer failed: " + ended);
    }
  }

  private synchronized void fail(String why) {
    wrong = why;
    notifyAll();
  }

  private synchronized boolean take(StreamItem item) {
    if (item instanceof StreamItem.Output output) {
      rest.append(new String(output.bytes().toByteArray(), StandardCharsets.US_ASCII));
      int end = rest.indexOf("\n");
      while (end >= 0) {
        String line = rest.substring(0, end);
        rest.delete(0, end + 1);
        end = rest.indexOf("\n");
        lines++;
        if (lines == awaited) {
          cameNanos = System.nanoTime();
        }
        if (!line.equals(Integer.toString(lines))) {
          wrong = "line " + lines + " was " + line;
        }
      }
      notifyAll();
    }
    return wrong == null;
  }

  /** From now on {@link #await} waits for so many more lines. */
  synchronized void expect(int more) {
    awaited = lines + more;
    cameNanos = null;
  }

  /** Blocks until it has them; when that was, by {@code System.nanoTime}. */
  synchronized long await() throws UserFailure, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (cameNanos == null && wrong == null) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new UserFailure("a consumer waited in vain for line " + awaited);
      }
      wait(left);
    }
    Long came = cameNanos;
    if (came == null) {
      throw new UserFailure(String.valueOf(wrong));
    }
    return came;
  }

  @Override
  public void close() {
    stream.close();
  }
}
