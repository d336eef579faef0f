package io.sluice.gateway.bench.journal;

import io.sluice.protocol.model.Report;
import io.sluice.protocol.runner.LinkLimits;

/**
 * What a load looks like, the same for every system.
 *
 * @param bytes of each record
 * @param writers that write at once, each in a closed loop
 * @param streams that exist: executions, streams, keys; writers take turns over those that are
 *     theirs
 * @param inFlight records of one writer that wait for their answer
 */
record Shape(int bytes, int writers, int streams, int inFlight) {
  /**
   * @throws IllegalArgumentException when a number is not positive, or a record too long for a
   *     report
   */
  Shape {
    if (bytes < 1 || bytes > Report.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a record has 1 to " + Report.MAX_PAYLOAD_BYTES + " bytes: " + bytes);
    }
    if (writers < 1 || streams < 1 || inFlight < 1) {
      throw new IllegalArgumentException("a load is of positive numbers");
    }
  }

  /** One execution that writes as fast as the window of a runner lets it. */
  static Shape stream(int bytes) {
    int window = LinkLimits.OUTPUT_WINDOW_BYTES / bytes;
    return new Shape(bytes, 1, 1, Math.max(1, Math.min(window, LoadedExecution.MOST_REPORTS)));
  }

  /** Which stream the writer's record of this number goes to. */
  int stream(int writer, long number) {
    return (int) ((writer + number * writers) % streams);
  }

  /** Such as {@code 256 B, 50 writers, 50 executions}, and how many in flight unless one. */
  String text() {
    String load =
        "%s, %s, %s".formatted(size(bytes), count(writers, "writer"), count(streams, "execution"));
    return inFlight == 1 ? load : load + ", each with " + inFlight + " in flight";
  }

  static String size(int bytes) {
    return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
