package io.sluice.gateway.search;

import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import org.jspecify.annotations.Nullable;

/** How far the search of a log came on each of its channels. */
record Marks(Mark stdout, Mark stderr) {
  Mark of(Channel channel) {
    return switch (channel) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
    };
  }

  /**
   * Where a search begins whose first chunk this is.
   *
   * @param from an offset in it, or before it
   * @param line the number of the line that begins there; null: nobody knows
   */
  static Marks beginning(OutputAppended first, long from, @Nullable Long line) {
    int skip = Math.clamp(from - first.offset().bytes(), 0, first.payload().size());
    long own = first.channelBytes() + skip;
    Mark ofChunk = Mark.beginning(own, line);
    Mark other = Mark.beginning(first.offset().bytes() - first.channelBytes(), line);
    return first.channel() == Channel.STDOUT
        ? new Marks(ofChunk, other)
        : new Marks(other, ofChunk);
  }
}
