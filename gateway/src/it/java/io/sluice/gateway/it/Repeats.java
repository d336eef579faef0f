package io.sluice.gateway.it;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares what an at-least-once contract gave with what was written: whole and in order, but after
 * a cut it may go back.
 */
final class Repeats {
  /** So many characters in a row have to be found only once in what was written. */
  private static final int UNIQUE = 16;

  private Repeats() {}

  /**
   * How far each jump went back, in characters, in order.
   *
   * @throws AssertionError when something is missing, or was never written
   */
  static List<Integer> in(String received, String written) {
    List<Integer> jumps = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < received.length(); i++) {
      if (at == written.length() || received.charAt(i) != written.charAt(at)) {
        String next = received.substring(i, Math.min(received.length(), i + UNIQUE));
        int found = before(at, next, written);
        jumps.add(at - found);
        at = found;
      }
      at++;
    }
    if (at != written.length()) {
      throw new AssertionError("ends at " + at + " of " + written.length());
    }
    return jumps;
  }

  private static int before(int at, String next, String written) {
    int found = written.lastIndexOf(next, at - 1);
    if (found < 0) {
      int later = written.indexOf(next, at);
      throw new AssertionError(
          later < 0
              ? "at " + at + " came what was not written: " + next
              : "from " + at + " to " + later + " is missing");
    }
    return found;
  }
}
