package io.sluice.gateway.cli;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Watches the keys on their way to a terminal for those that mean "leave it running". The keys of a
 * sequence that is not complete yet wait for the next one.
 */
final class DetachKeys {
  static final String USUAL = "ctrl-p,ctrl-q";
  private static final String CONTROL = "ctrl-";

  private final byte[] sequence;
  private int matched;

  private DetachKeys(byte[] sequence) {
    this.sequence = sequence;
  }

  /**
   * @param text keys with commas between them, as {@code ctrl-p,ctrl-q} or {@code a}; none: never
   * @throws IllegalArgumentException for what is no key
   */
  static DetachKeys parse(String text) {
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    if (!text.isEmpty()) {
      for (String key : text.split(",", -1)) {
        sequence.write(code(key));
      }
    }
    return new DetachKeys(sequence.toByteArray());
  }

  private static int code(String key) {
    if (key.length() == 1 && key.charAt(0) > ' ' && key.charAt(0) < 0x7f) {
      return key.charAt(0);
    }
    if (key.toLowerCase(Locale.ROOT).startsWith(CONTROL) && key.length() == CONTROL.length() + 1) {
      char letter = Character.toUpperCase(key.charAt(CONTROL.length()));
      if (letter >= '@' && letter <= '_') {
        return letter - '@';
      }
    }
    throw new IllegalArgumentException("a key is ctrl-a to ctrl-z or one character: " + key);
  }

  /** Whether the sequence is complete. */
  boolean isPressed() {
    return sequence.length > 0 && matched == sequence.length;
  }

  /** What of the keys goes on; nothing does after the sequence. */
  byte[] pass(byte[] keys, int count) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream(count + matched);
    for (int i = 0; i < count && !isPressed(); i++) {
      pass(keys[i], passed);
    }
    return passed.toByteArray();
  }

  private void pass(byte key, ByteArrayOutputStream passed) {
    while (matched > 0 && key != sequence[matched]) {
      int kept = longestStart(matched);
      passed.write(sequence, 0, matched - kept);
      matched = kept;
    }
    if (sequence.length > 0 && key == sequence[matched]) {
      matched++;
    } else {
      passed.write(key);
    }
  }

  /** How many of the matched keys may still be the start of the sequence, but not all of them. */
  private int longestStart(int of) {
    for (int length = of - 1; length > 0; length--) {
      if (Arrays.equals(sequence, 0, length, sequence, of - length, of)) {
        return length;
      }
    }
    return 0;
  }
}
