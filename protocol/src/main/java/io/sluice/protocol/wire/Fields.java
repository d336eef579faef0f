package io.sluice.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a client's object one by one, each with its type and bound; nothing is turned
 * from one type into another. A null is as good as no field. At the end {@link #requireNoOther}
 * refuses what nobody took. Every method throws {@link WireFault} for what it cannot take.
 */
final class Fields {
  private final ObjectNode object;
  private final Set<String> taken = new HashSet<>();

  Fields(ObjectNode object) {
    this.object = object;
  }

  private @Nullable JsonNode take(String name) {
    taken.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw WireFault.invalid(name + " is missing");
    }
    return value;
  }

  /** At most so many characters, none of them a NUL. */
  @Nullable String text(String name, int maxLength) {
    JsonNode node = take(name);
    return node == null ? null : text(name, node, maxLength);
  }

  String requiredText(String name, int maxLength) {
    return required(name, text(name, maxLength));
  }

  private static String text(String name, JsonNode node, int maxLength) {
    if (!node.isTextual()) {
      throw WireFault.invalid(name + " must be a string");
    }
    String text = node.textValue();
    if (text.length() > maxLength) {
      throw WireFault.invalid(name + " is longer than " + maxLength + " characters");
    }
    if (text.indexOf('\0') >= 0) {
      throw WireFault.invalid(name + " holds a NUL");
    }
    return text;
  }

  @Nullable Integer integer(String name, int min, int max) {
    JsonNode node = take(name);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw outside(name, min, max);
    }
    int value = node.intValue();
    if (value < min || value > max) {
      throw outside(name, min, max);
    }
    return value;
  }

  int requiredInteger(String name, int min, int max) {
    return required(name, integer(name, min, max));
  }

  /** From {@code min} to the most that 63 bits hold. */
  long requiredLong(String name, long min) {
    JsonNode node = required(name, take(name));
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min) {
      throw WireFault.invalid(name + " must be an integer from " + min + " to " + Long.MAX_VALUE);
    }
    return node.longValue();
  }

  private static WireFault outside(String name, int min, int max) {
    return WireFault.invalid(name + " must be an integer from " + min + " to " + max);
  }

  /** A number above 0, of seconds, taken to the millisecond, upwards. */
  @Nullable Duration seconds(String name, int max) {
    JsonNode node = take(name);
    if (node == null) {
      return null;
    }
    double seconds = node.isNumber() ? node.doubleValue() : 0;
    if (!(seconds > 0 && seconds <= max)) {
      throw WireFault.invalid(name + " must be a number above 0 and at most " + max);
    }
    return Duration.ofMillis((long) Math.ceil(seconds * 1000));
  }

  /** Whether the number is there and 0; any other is left for who reads it next. */
  boolean isZero(String name) {
    JsonNode node = object.get(name);
    boolean zero = node != null && node.isNumber() && node.doubleValue() == 0;
    if (zero) {
      taken.add(name);
    }
    return zero;
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode node = take(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw WireFault.invalid(name + " must be true or false");
    }
    return node.booleanValue();
  }

  List<String> texts(String name, int maxCount, int maxLength) {
    JsonNode node = take(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw WireFault.invalid(name + " must be an array of strings");
    }
    requireCount(name, node.size(), maxCount);
    List<String> texts = new ArrayList<>(node.size());
    node.forEach(element -> texts.add(text(name, element, maxLength)));
    return texts;
  }

  Map<String, String> textsByName(String name, int maxCount, int maxNameLength, int maxLength) {
    JsonNode node = take(name);
    if (node == null) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw WireFault.invalid(name + " must be an object of strings");
    }
    requireCount(name, node.size(), maxCount);
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties()
        .forEach(
            entry -> {
              requireKey(name, entry.getKey(), maxNameLength);
              texts.put(entry.getKey(), text(name, entry.getValue(), maxLength));
            });
    return texts;
  }

  private static void requireKey(String name, String key, int maxLength) {
    if (key.isEmpty() || key.length() > maxLength || key.indexOf('\0') >= 0) {
      throw WireFault.invalid(name + " has a key that is empty, holds a NUL or is too long");
    }
  }

  private static void requireCount(String name, int count, int maxCount) {
    if (count > maxCount) {
      throw WireFault.invalid(name + " has more than " + maxCount + " entries");
    }
  }

  /** An array, whose size is all that is looked at. */
  boolean isEmptyArray(String name) {
    JsonNode node = take(name);
    if (node != null && !node.isArray()) {
      throw WireFault.invalid(name + " must be an array");
    }
    return node == null || node.isEmpty();
  }

  /** An object within. */
  Fields requiredObject(String name) {
    if (required(name, take(name)) instanceof ObjectNode inner) {
      return new Fields(inner);
    }
    throw WireFault.invalid(name + " must be an object");
  }

  /** An object within, of which only what is known is taken; null: there is none. */
  @Nullable Fields object(String name) {
    return take(name) == null ? null : requiredObject(name);
  }

  /** An object that is taken and not looked into. */
  void anyObject(String name) {
    JsonNode node = take(name);
    if (node != null && !node.isObject()) {
      throw WireFault.invalid(name + " must be an object");
    }
  }

  /** Whole seconds, or false for none; null when it is absent. */
  @Nullable Duration wholeSeconds(String name, int max) {
    JsonNode node = take(name);
    if (node == null) {
      return null;
    }
    if (node.isBoolean() && !node.booleanValue()) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(requiredInteger(name, 0, max));
  }

  /** Whether it is there and true. */
  boolean isTrue(String name) {
    JsonNode node = take(name);
    return node != null && node.isBoolean() && node.booleanValue();
  }

  void requireNoOther() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!taken.contains(name)) {
                throw WireFault.invalid("unknown field: " + shortened(name));
              }
            });
  }

  private static String shortened(String name) {
    String visible = name.replaceAll("\\p{Cntrl}", "?");
    return visible.length() > 64 ? visible.substring(0, 64) + "…" : visible;
  }
}
