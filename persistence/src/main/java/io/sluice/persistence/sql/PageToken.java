package io.sluice.persistence.sql;

import io.sluice.persistence.index.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The place after an item in a list that goes from the newest to the oldest. */
record PageToken(Instant at, String id) {
  /**
   * @throws IllegalArgumentException for a text that no slice carried
   */
  static PageToken parse(String text) {
    String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    int dot = plain.indexOf('.');
    if (dot < 1 || plain.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a page token");
    }
    try {
      long micros = Long.parseLong(plain.substring(0, dot));
      Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      if (micros < 0 || at.isAfter(Instant.parse("9999-12-31T00:00:00Z"))) {
        throw new IllegalArgumentException("not a page token");
      }
      return new PageToken(at, plain.substring(dot + 1));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("not a page token", e);
    }
  }

  String text() {
    String plain = ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param rows read with a limit of one more than wanted, which tells whether more follow
   */
  static <T> Slice<T> slice(List<T> rows, int limit, Function<T, PageToken> tokenOf) {
    if (rows.size() <= limit) {
      return new Slice<>(rows, null);
    }
    List<T> items = rows.subList(0, limit);
    return new Slice<>(items, tokenOf.apply(items.get(limit - 1)).text());
  }
}
