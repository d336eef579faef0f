package io.sluice.protocol.simulation;

import io.sluice.protocol.model.Channel;
import java.util.EnumMap;
import java.util.Map;

/** A count for each channel. */
final class Tally {
  private final Map<Channel, Long> counts = new EnumMap<>(Channel.class);

  long of(Channel channel) {
    return counts.getOrDefault(channel, 0L);
  }

  void set(Channel channel, long count) {
    counts.put(channel, count);
  }

  long sum() {
    return of(Channel.STDOUT) + of(Channel.STDERR);
  }
}
