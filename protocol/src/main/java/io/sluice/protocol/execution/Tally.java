package io.sluice.protocol.execution;

import io.sluice.protocol.model.ChannelEnding;
import org.jspecify.annotations.Nullable;

/**
 * One channel so far.
 *
 * @param bytes journaled on it
 * @param ending null while more may come
 */
public record Tally(long bytes, @Nullable ChannelEnding ending) {
  static final Tally EMPTY = new Tally(0, null);

  public boolean isOpen() {
    return ending == null;
  }

  Tally plus(int count) {
    return new Tally(bytes + count, ending);
  }

  Tally ended(ChannelEnding how) {
    return new Tally(bytes, how);
  }
}
