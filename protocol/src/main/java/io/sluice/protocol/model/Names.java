package io.sluice.protocol.model;

/** The one rule that ids obey, so that they are safe in paths, file names, SQL and logs. */
final class Names {
  private static final int MAX_LENGTH = 128;

  private Names() {}

  static void require(String what, String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH || !isAllowed(value)) {
      throw new IllegalArgumentException(
          what + " must be 1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 _ -");
    }
  }

  /** Asked for each frame, so without a stream. */
  private static boolean isAllowed(String value) {
    for (int index = 0; index < value.length(); index++) {
      if (!isAllowed(value.charAt(index))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
