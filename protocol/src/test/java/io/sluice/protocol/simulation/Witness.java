package io.sluice.protocol.simulation;

import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Offset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts for itself what was sent and acknowledged on one connection. */
final class Witness {
  /** One chunk, and what was held of each channel before it. */
  static final int OVERSHOOT_BYTES = Runner.MOST_BYTES + 6;

  private final Map<Long, Long> sentAtMark = new HashMap<>();
  private final Set<ByteRange> missing = new HashSet<>();
  private long sent;
  private long echoed;
  private long told;
  private long acknowledged;

  void begin(Offset from) {
    told = from.bytes();
    acknowledged = from.bytes();
  }

  void sent(Chunk chunk) {
    sent += chunk.size();
    told = Math.max(told, chunk.end().bytes());
  }

  void told(Offset upTo) {
    told = Math.max(told, upTo.bytes());
  }

  /** It is unacknowledged when it is told of, but nothing that a cut would repeat. */
  void missing(ByteRange range) {
    missing.add(range);
  }

  void marked(long id) {
    sentAtMark.put(id, sent);
  }

  void echoed(long id) {
    echoed = Math.max(echoed, sentAtMark.getOrDefault(id, 0L));
  }

  void acknowledged(Offset upTo) {
    acknowledged = Math.max(acknowledged, upTo.bytes());
  }

  void requireWithinWindow(Contract contract) {
    long open =
        switch (contract) {
          case Contract.Plain _ -> sent - echoed;
          case Contract.Offsets _ -> told - acknowledged - missing();
        };
    if (open >= Consumers.WINDOW_BYTES + OVERSHOOT_BYTES) {
      throw Invariant.WITHIN_WINDOW.broken(open + " bytes are unacknowledged");
    }
  }

  /** Of what was told of since the last acknowledgement. */
  private long missing() {
    return missing.stream()
        .mapToLong(
            range ->
                Math.min(told, range.to().bytes()) - Math.max(acknowledged, range.from().bytes()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  void requireAcknowledged(Contract contract, Offset end) {
    boolean all =
        switch (contract) {
          case Contract.Plain _ -> echoed == sent;
          case Contract.Offsets _ -> acknowledged == end.bytes();
        };
    if (!all) {
      throw Invariant.EXIT_AFTER_ACKNOWLEDGED.broken("the exit leaves before the last echo");
    }
  }
}
