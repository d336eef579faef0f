package io.sluice.protocol.follow;

import io.sluice.protocol.model.Channel;
import java.util.Set;

/** What the two sides of a connection agreed on. */
public sealed interface Contract {
  /** Without offsets: characters stay whole, and echoed marks are the acknowledgements. */
  record Plain(long windowBytes) implements Contract {
    /**
     * @throws IllegalArgumentException when the window is not positive
     */
    public Plain {
      requireWindow(windowBytes);
    }
  }

  /**
   * With offsets, which the consumer acknowledges. What is skipped counts like output.
   *
   * @param windowBytes at first; credit raises it
   * @param channels those that it wants
   */
  record Offsets(long windowBytes, Set<Channel> channels) implements Contract {
    /**
     * @throws IllegalArgumentException when the window is not positive
     */
    public Offsets {
      requireWindow(windowBytes);
      channels = Set.copyOf(channels);
    }
  }

  private static void requireWindow(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a window is positive: " + bytes);
    }
  }
}
