package io.sluice.gateway.cli;

import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Output at its time.
 *
 * @param screen of the terminal that shows it; null: none does
 */
record ReplaySink(OutputSink next, Pace pace, @Nullable ScreenModes screen) implements OutputSink {
  @Override
  public void started(String executionId, String boxId) throws IOException {
    next.started(executionId, boxId);
  }

  @Override
  public boolean take(StreamItem item) throws IOException {
    if (item instanceof StreamItem.Output output) {
      try {
        pace.await(output.timeMicros());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
      if (screen != null && output.channel() == Channel.STDOUT) {
        screen.take(output.bytes());
      }
    }
    return next.take(item);
  }

  @Override
  public void ended(StreamEnd how) throws IOException {
    next.ended(how);
  }
}
