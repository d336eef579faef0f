package io.sluice.gateway.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A line as an expression sees it: characters of UTF-8, and U+FFFD for each byte that belongs to
 * none, so that the bytes around it are still found.
 */
final class LineText {
  private static final char REPLACEMENT = '\ufffd';

  private final String text;

  /** Of each character the byte where it begins, and at last the end; null: they are the same. */
  private final int @Nullable [] places;

  private LineText(String text, int @Nullable [] places) {
    this.text = text;
    this.places = places;
  }

  static LineText of(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        return decoded(bytes);
      }
    }
    return new LineText(new String(bytes, StandardCharsets.ISO_8859_1), null);
  }

  String text() {
    return text;
  }

  /** The byte where a character begins. */
  int byteOf(int index) {
    return places == null ? index : places[index];
  }

  /** The first character that begins at a byte or after it. */
  int indexOf(int place) {
    if (places == null) {
      return place;
    }
    int found = Arrays.binarySearch(places, place);
    while (found > 0 && places[found - 1] == place) {
      found--;
    }
    return found < 0 ? -found - 1 : found;
  }

  private static LineText decoded(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    int[] places = new int[bytes.length + 1];
    int at = 0;
    while (at < bytes.length) {
      int size = sizeAt(bytes, at);
      String character =
          size == 0
              ? String.valueOf(REPLACEMENT)
              : new String(bytes, at, size, StandardCharsets.UTF_8);
      for (int i = 0; i < character.length(); i++) {
        places[text.length() + i] = at;
      }
      text.append(character);
      at += Math.max(1, size);
    }
    places[text.length()] = bytes.length;
    return new LineText(text.toString(), Arrays.copyOf(places, text.length() + 1));
  }

  /** How many bytes the character there has; 0 when it is none. */
  private static int sizeAt(byte[] bytes, int at) {
    int lead = bytes[at] & 0xff;
    int size = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    boolean leads = lead < 0x80 || (lead >= 0xc2 && lead < 0xf5);
    if (!leads || at + size > bytes.length) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return isShortestAndNoSurrogate(lead, size == 1 ? 0x80 : bytes[at + 1] & 0xff) ? size : 0;
  }

  private static boolean isShortestAndNoSurrogate(int lead, int second) {
    return switch (lead) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second < 0xa0;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second < 0x90;
      default -> true;
    };
  }
}
