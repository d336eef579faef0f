package io.sluice.gateway.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one channel as the inside of a JSON string. The first bytes of a character wait for
 * the rest of it, at most three; what is no UTF-8 becomes U+FFFD, as decoders do it, one for each
 * longest beginning of a character.
 */
final class CastText {
  private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
  private static final byte[][] ESCAPES = escapes("\\n");

  /** Pipes have bare line feeds, which a terminal's driver would have completed. */
  private static final byte[][] PIPE_ESCAPES = escapes("\\r\\n");

  private final byte[][] escapes;
  private byte[] kept = {};

  /**
   * @param terminal whether the bytes come from one
   */
  CastText(boolean terminal) {
    this.escapes = terminal ? ESCAPES : PIPE_ESCAPES;
  }

  private static byte[][] escapes(String lineFeed) {
    byte[][] escapes = new byte[128][];
    for (int value = 0; value < ' '; value++) {
      escapes[value] = ascii("\\u%04x".formatted(value));
    }
    escapes['\b'] = ascii("\\b");
    escapes['\t'] = ascii("\\t");
    escapes['\n'] = ascii(lineFeed);
    escapes['\f'] = ascii("\\f");
    escapes['\r'] = ascii("\\r");
    escapes['"'] = ascii("\\\"");
    escapes['\\'] = ascii("\\\\");
    escapes[0x7f] = ascii("\\u007f");
    return escapes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  boolean isEmpty() {
    return kept.length == 0;
  }

  /** Adds what is whole of them. */
  void append(byte[] bytes, Bytes to) {
    byte[] all = kept.length == 0 ? bytes : joined(kept, bytes);
    kept = new byte[0];
    to.room(all.length + all.length / 8);
    int at = 0;
    while (at < all.length) {
      int end = endOfPlain(all, at);
      to.add(all, at, end);
      at = end < all.length ? special(all, end, to) : end;
    }
  }

  /** Nothing completes what waits. */
  void end(Bytes to) {
    if (kept.length > 0) {
      to.add(REPLACEMENT);
      kept = new byte[0];
    }
  }

  /** Where what may stand as it is ends. */
  private int endOfPlain(byte[] all, int from) {
    int at = from;
    while (at < all.length) {
      int value = all[at];
      if (value >= 0) {
        if (escapes[value] != null) {
          return at;
        }
        at++;
      } else {
        int length = Utf8.length(value);
        if (Utf8.valid(all, at, length) != length || endsLines(all, at, length)) {
          return at;
        }
        at += length;
      }
    }
    return at;
  }

  /** Where it goes on. */
  private int special(byte[] all, int at, Bytes to) {
    int value = all[at];
    if (value >= 0) {
      to.add(escapes[value]);
      return at + 1;
    }
    int length = Utf8.length(value);
    int valid = Utf8.valid(all, at, length);
    if (valid == length) {
      to.add(ascii(length == 2 ? "\\u0085" : "\\u20" + Integer.toHexString(all[at + 2] & 0x3f)));
    } else if (valid < length && at + valid == all.length) {
      kept = Arrays.copyOfRange(all, at, all.length);
    } else {
      to.add(REPLACEMENT);
    }
    return at + valid;
  }

  /** U+0085, U+2028 and U+2029: some readers of lines take them for their end. */
  private static boolean endsLines(byte[] all, int at, int length) {
    return switch (length) {
      case 2 -> all[at] == (byte) 0xc2 && all[at + 1] == (byte) 0x85;
      case 3 ->
          all[at] == (byte) 0xe2
              && all[at + 1] == (byte) 0x80
              && (all[at + 2] == (byte) 0xa8 || all[at + 2] == (byte) 0xa9);
      default -> false;
    };
  }

  private static byte[] joined(byte[] first, byte[] second) {
    Bytes all = new Bytes(first.length + second.length);
    all.add(first);
    all.add(second);
    return all.copy();
  }
}
