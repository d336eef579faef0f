package io.sluice.protocol.model;

/**
 * What a runner tells of one execution and keeps until the journal has it. All three kinds share
 * one sequence per execution, 1 first, without holes. Times are µs since the spawn on the runner's
 * monotonic clock.
 */
public sealed interface Report {
  /** The most payload bytes of one report, so that a remote message stays under its frame. */
  int MAX_PAYLOAD_BYTES = 128 * 1024;

  long sequence();

  long timeMicros();

  /** Bytes of one channel, at least one. */
  record Output(long sequence, Channel channel, long timeMicros, Payload payload)
      implements Report {
    /**
     * @throws IllegalArgumentException when empty, over the limit, or wrongly numbered
     */
    public Output {
      requireCounted(sequence, timeMicros);
      if (payload.isEmpty() || payload.size() > MAX_PAYLOAD_BYTES) {
        throw new IllegalArgumentException(
            "output is 1 to " + MAX_PAYLOAD_BYTES + " bytes a report: " + payload.size());
      }
    }
  }

  /** Nothing more comes on this channel. */
  record ChannelEnded(long sequence, Channel channel, long timeMicros, ChannelEnding ending)
      implements Report {
    /**
     * @throws IllegalArgumentException when wrongly numbered
     */
    public ChannelEnded {
      requireCounted(sequence, timeMicros);
    }
  }

  /** The process itself is gone; its channels may still be open. */
  record Exited(long sequence, long timeMicros, ExitStatus status, boolean timedOut)
      implements Report {
    /**
     * @throws IllegalArgumentException when wrongly numbered
     */
    public Exited {
      requireCounted(sequence, timeMicros);
    }
  }

  private static void requireCounted(long sequence, long timeMicros) {
    if (sequence < 1 || timeMicros < 0) {
      throw new IllegalArgumentException(
          "a report has a sequence from 1 and a time from 0: " + sequence + ", " + timeMicros);
    }
  }
}
