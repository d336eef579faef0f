package io.sluice.gateway.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Cursors as clients carry them: opaque, and good only for the question that they answer. */
final class CursorText {
  private static final String VERSION = "1";
  private static final String SEPARATOR = "~";

  private CursorText() {}

  /**
   * @param question the same each time the same is asked
   */
  static String write(String question, List<String> fields) {
    List<String> all = new ArrayList<>(List.of(VERSION, check(question)));
    all.addAll(fields);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, all).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The fields.
   *
   * @throws IllegalArgumentException for a text that no answer to this question carried
   */
  static List<String> read(String question, String text) {
    String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    List<String> all = List.of(plain.split(SEPARATOR, -1));
    if (all.size() < 2 || !all.get(0).equals(VERSION) || !all.get(1).equals(check(question))) {
      throw new IllegalArgumentException("a cursor of another search");
    }
    return all.subList(2, all.size());
  }

  private static String check(String question) {
    return Integer.toHexString(question.hashCode());
  }
}
