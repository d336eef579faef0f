package io.sluice.protocol.simulation;

import java.util.EnumMap;
import java.util.Map;

/** What goes wrong in a simulation, or would be hard on a machine. Each must really happen. */
enum Fault {
  CONSUMER_CUT,
  RUNNER_CUT,
  CUT_WITHIN_A_FRAME,
  ACKNOWLEDGEMENT_LOST,
  ANSWER_LOST,
  GOING_AWAY,
  DIALED_IN_VAIN,
  LATE_FRAME_OF_AN_OLD_CONNECTION,
  TAKE_OVER_OF_A_LIVE_SESSION,
  GATEWAY_CRASH,
  CRASH_BEFORE_THE_COMMIT,
  CRASH_BETWEEN_COMMIT_AND_ANSWER,
  REPORT_REPEATED,
  RUNNER_LOST,
  KILL,
  CONSUMER_STALLED,
  CHARACTER_HELD_AT_A_CUT,
  HELD_TIME_OVER,
  BACK_TO_THE_JOURNAL,
  ROOM_USED_UP,
  CUT_AFTER_THE_END,
  EXIT_LOST,
  WRITER_CUT,
  WRITER_UNSURE,
  PREEMPTION,
  STALE_INPUT,
  INPUT_OVERLAPS,
  INPUT_AFTER_A_GAP,
  INPUT_OVER_CREDIT,
  CREDIT_USED_UP,
  END_REPEATED,
  INPUT_REPEATED_TO_THE_RUNNER,
  END_REPEATED_TO_THE_RUNNER,
  INPUT_CLOSED_EARLY,
  CRASH_WITH_INPUT_UNDER_WAY,
  TRIM,
  LIMIT_TRIM,
  LIMIT_CUT,
  GAP_TOLD;

  /** How often each of them happened. */
  static final class Counts {
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);

    Counts() {
      for (Fault fault : values()) {
        counts.put(fault, 0L);
      }
    }

    void add(Fault fault) {
      counts.merge(fault, 1L, Long::sum);
    }

    void addAll(Counts others) {
      others.counts.forEach((fault, count) -> counts.merge(fault, count, Long::sum));
    }

    Map<Fault, Long> all() {
      return counts;
    }
  }
}
