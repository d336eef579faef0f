package io.sluice.gateway.recording;

/** The form of characters in UTF-8. */
final class Utf8 {
  private Utf8() {}

  /** Of the character that begins so, 2 to 4; 0 for what begins none of more than one byte. */
  static int length(int first) {
    int value = first & 0xff;
    if (value < 0xc2 || value > 0xf4) {
      return 0;
    }
    return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
  }

  /** How many bytes from there on may begin one of the length; at least 1. */
  static int valid(byte[] bytes, int at, int length) {
    int count = 1;
    while (count < length
        && at + count < bytes.length
        && mayFollow(count == 1 ? bytes[at] & 0xff : 0, bytes[at + count] & 0xff)) {
      count++;
    }
    return count;
  }

  /** Neither overlong forms, nor surrogates, nor what lies beyond U+10FFFF. */
  private static boolean mayFollow(int first, int next) {
    boolean continues = (next & 0xc0) == 0x80;
    return continues
        && switch (first) {
          case 0xe0 -> next >= 0xa0;
          case 0xed -> next <= 0x9f;
          case 0xf0 -> next >= 0x90;
          case 0xf4 -> next <= 0x8f;
          default -> true;
        };
  }
}
