package io.sluice.gateway.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Range} of RFC 9110, one range of bytes; others are passed over, as it allows.
 */
sealed interface ByteRangeHeader {
  /** What is read: digits that a long holds. */
  Pattern ONE_RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /** Everything: there is no such header, or one that is not ours to take. */
  record None() implements ByteRangeHeader {}

  /**
   * From a byte on.
   *
   * @param last inclusive; null for the end
   */
  record From(long first, @Nullable Long last) implements ByteRangeHeader {}

  /** The last so many bytes. */
  record Suffix(long count) implements ByteRangeHeader {}

  /** Malformed headers count as none. */
  static ByteRangeHeader parse(@Nullable String header) {
    if (header == null) {
      return new None();
    }
    Matcher form = ONE_RANGE.matcher(header.strip());
    if (!form.matches()) {
      return new None();
    }
    String first = form.group(1);
    String last = form.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new None() : new Suffix(Long.parseLong(last));
    }
    Long end = last.isEmpty() ? null : Long.valueOf(last);
    long begin = Long.parseLong(first);
    return end != null && end < begin ? new None() : new From(begin, end);
  }
}
