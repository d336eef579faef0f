package io.sluice.gateway.http;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The query of a request. Each method throws {@link WireFault} for what it cannot take. */
record Query(Map<String, List<String>> values) {
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  static Query of(HttpRequest request) {
    return new Query(request.getUri().query().toMultiMap());
  }

  /** Null when it is not there. */
  @Nullable String text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.isEmpty()) {
      return null;
    }
    String text = all.getFirst();
    if (all.size() > 1 || text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(name, "be given once, without control characters");
    }
    return text;
  }

  /** Given once, and any characters at all; null when it is not there. */
  @Nullable String raw(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw invalid(name, "be given once");
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  /** Each time that it was given. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** In ISO 8601, in UTC; null when it is not there. */
  @Nullable Instant instant(String name) {
    String text = text(name);
    try {
      Instant at = text == null ? null : Instant.parse(text);
      if (at == null || (!at.isBefore(Instant.EPOCH) && at.isBefore(YEAR_10000))) {
        return at;
      }
    } catch (DateTimeParseException none) {
      throw invalid(name, "be a time such as 2026-01-02T03:04:05Z");
    }
    throw invalid(name, "be a time from 1970 to 9999");
  }

  /** One of some words. */
  <T> T oneOf(String name, Map<String, T> words, T otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    T meant = words.get(text);
    if (meant == null) {
      throw invalid(name, "be one of " + String.join(", ", new TreeSet<>(words.keySet())));
    }
    return meant;
  }

  boolean flag(String name, boolean otherwise) {
    return switch (text(name)) {
      case null -> otherwise;
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw invalid(name, "be 0, false, 1 or true");
    };
  }

  /** In the range, else refused. */
  int integer(String name, int otherwise, int min, int max) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    long value = number(name, text);
    if (value < min || value > max) {
      throw invalid(name, "be an integer from " + min + " to " + max);
    }
    return (int) value;
  }

  @Nullable Offset offset(String name) {
    String text = text(name);
    return text == null ? null : offset(name, text);
  }

  Offset requiredOffset(String name) {
    Offset offset = offset(name);
    if (offset == null) {
      throw invalid(name, "be given");
    }
    return offset;
  }

  /** What was given under the name. */
  static Offset offset(String name, String text) {
    return new Offset(number(name, text));
  }

  /** Null for all. */
  @Nullable Channel channel() {
    return switch (text("channel")) {
      case null -> null;
      case "stdout" -> Channel.STDOUT;
      case "stderr" -> Channel.STDERR;
      default ->
          throw new WireFault(ProblemCode.INVALID_ARGUMENT, "channel must be stdout or stderr");
    };
  }

  /** How many items of a list. */
  int pageSize() {
    return integer("pageSize", DEFAULT_PAGE, 1, MAX_PAGE);
  }

  @Nullable String pageToken() {
    return text("pageToken");
  }

  private static long number(String name, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw invalid(name, "be a number from 0");
    }
    return Long.parseLong(text);
  }

  private static WireFault invalid(String name, String rule) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, name + " must " + rule);
  }
}
