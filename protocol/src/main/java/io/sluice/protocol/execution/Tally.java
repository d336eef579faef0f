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

  /** With so many bytes at least. */
  Tally reaching(long count) {
    return new Tally(Math.max(bytes, count), ending);
  }

  Tally ended(ChannelEnding how) {
    return new Tally(bytes, how);
  }
}
