package io.sluice.gateway.search;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What is looked for. */
public sealed interface Sought {
  /** A pattern has at most so many bytes of UTF-8. */
  int MAX_PATTERN_BYTES = 1024;

  /** Instructions of a compiled expression: each byte may cost as many steps. */
  int MAX_PROGRAM = 1000;

  /**
   * Bytes, wherever they stand.
   *
   * @param ignoreCase of the letters A to Z; then {@code bytes} has them in lower case
   */
  record Bytes(Payload bytes, boolean ignoreCase) implements Sought {}

  /** What an expression matches, line by line. */
  record Expression(Pattern pattern) implements Sought {}

  /** A pattern that cannot be looked for; the message says why and where. */
  final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** The bytes of the text in UTF-8. */
  static Sought literal(String text, boolean ignoreCase) throws Unusable {
    byte[] bytes = bounded(text);
    return new Bytes(Payload.owning(ignoreCase ? AsciiCase.lower(bytes) : bytes), ignoreCase);
  }

  /** An expression in the syntax of RE2. */
  static Sought expression(String text, boolean ignoreCase) throws Unusable {
    byte[] _ = bounded(text);
    Repetitions.check(text);
    try {
      Pattern pattern = Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
      if (pattern.programSize() > MAX_PROGRAM) {
        throw new Unusable("the expression is too big when its repetitions are written out");
      }
      return new Expression(pattern);
    } catch (PatternSyntaxException wrong) {
      throw new Unusable(
          "the expression has a mistake at position "
              + position(text, wrong.getPattern())
              + ": "
              + wrong.getDescription());
    }
  }

  /** The library names what it stumbled over, not where; a flag may stand before it. */
  private static int position(String text, String stumbledOver) {
    return Math.max(0, text.indexOf(stumbledOver));
  }

  private static byte[] bounded(String text) throws Unusable {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_PATTERN_BYTES) {
      throw new Unusable("a pattern has 1 to " + MAX_PATTERN_BYTES + " bytes of UTF-8");
    }
    return bytes;
  }

  /** The same for the same question, and for no other. */
  default String key() {
    return switch (this) {
      case Bytes(Payload bytes, boolean ignoreCase) ->
          ignoreCase + HexFormat.of().formatHex(bytes.toByteArray());
      case Expression(Pattern pattern) -> pattern.flags() + pattern.pattern();
    };
  }

  /** A search of one channel that goes on at a mark. */
  default Scan scan(Channel channel, Mark mark) {
    return switch (this) {
      case Bytes bytes -> new LiteralScan(channel, bytes, mark);
      case Expression(Pattern pattern) -> new LineScan(channel, pattern, mark);
    };
  }
}
