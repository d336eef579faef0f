package io.sluice.gateway.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds how often an expression repeats its parts, before it is compiled: the library writes
 * counted repetitions out, and those inside others multiply.
 */
final class Repetitions {
  private static final int MAX = 1000;
  private static final Pattern COUNTS = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?}");

  private final String text;
  private final Deque<Long> groups = new ArrayDeque<>();
  private int at;

  /** How often what was read last is repeated. */
  private long last = 1;

  private Repetitions(String text) {
    this.text = text;
  }

  static void check(String expression) throws Sought.Unusable {
    new Repetitions(expression).read();
  }

  private void read() throws Sought.Unusable {
    long most = 1;
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '\\' -> escaped();
        case '[' -> characterClass();
        case '(' -> {
          groups.push(most);
          most = 1;
          last = 1;
          at++;
        }
        case ')' -> {
          last = most;
          most = Math.max(most, groups.isEmpty() ? 1 : groups.pop());
          at++;
        }
        case '{' -> counted();
        case '*', '+', '?' -> at++;
        default -> one();
      }
      most = Math.max(most, last);
    }
  }

  private void one() {
    last = 1;
    at++;
  }

  private void escaped() {
    int end = text.indexOf("\\E", at);
    boolean quoted = text.startsWith("\\Q", at);
    at = !quoted ? at + 2 : end < 0 ? text.length() : end + 2;
    last = 1;
  }

  /** A bracket that comes first in it belongs to it. */
  private void characterClass() {
    at += text.startsWith("[^", at) ? 2 : 1;
    int first = at;
    while (at < text.length() && (at == first || text.charAt(at) != ']')) {
      int named = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
      at = named > 0 ? named + 2 : text.charAt(at) == '\\' ? at + 2 : at + 1;
    }
    at++;
    last = 1;
  }

  private void counted() throws Sought.Unusable {
    Matcher counts = COUNTS.matcher(text).region(at, text.length());
    if (!counts.lookingAt()) {
      one();
      return;
    }
    String upTo = counts.group(3);
    long count = Long.parseLong(upTo == null || upTo.isEmpty() ? counts.group(1) : upTo);
    last = Math.max(1, last) * Math.max(1, count);
    if (last > MAX) {
      throw new Sought.Unusable(
          "at position " + at + " the expression repeats something more than " + MAX + " times");
    }
    at = counts.end();
  }
}
