package io.sluice.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stored JSON object, read field by field; fields that nobody asks for are passed over. */
final class Fields {
  /** ASCII only, so that a lone surrogate or a NUL in a text survives every store. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode node;

  private Fields(JsonNode node) {
    if (!node.isObject()) {
      throw new UnreadableEntry("stored JSON is not an object");
    }
    this.node = node;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static Fields parse(Payload bytes) {
    return parse(bytes.toByteArray());
  }

  static Fields parse(byte[] bytes) {
    try {
      return new Fields(JSON.readTree(bytes));
    } catch (IOException e) {
      throw new UnreadableEntry("stored bytes are not JSON", e);
    }
  }

  static byte[] bytes(ObjectNode object) {
    try {
      return JSON.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name) {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw wrong(name);
    }
    return value.textValue();
  }

  @Nullable String textOrNull(String name) {
    return has(name) ? text(name) : null;
  }

  long number(String name) {
    JsonNode value = required(name);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw wrong(name);
    }
    return value.longValue();
  }

  int smallNumber(String name) {
    return Math.toIntExact(number(name));
  }

  boolean flag(String name) {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw wrong(name);
    }
    return value.booleanValue();
  }

  Instant instant(String name) {
    return Instant.parse(text(name));
  }

  @Nullable Instant instantOrNull(String name) {
    return has(name) ? instant(name) : null;
  }

  Fields object(String name) {
    return new Fields(required(name));
  }

  List<String> texts(String name) {
    JsonNode value = required(name);
    if (!value.isArray()) {
      throw wrong(name);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw wrong(name);
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  Map<String, String> textMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw wrong(entry.getKey());
      }
      map.put(entry.getKey(), entry.getValue().textValue());
    }
    return map;
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private JsonNode required(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw new UnreadableEntry("stored JSON lacks the field " + name);
    }
    return value;
  }

  private static UnreadableEntry wrong(String name) {
    return new UnreadableEntry("the stored field " + name + " has another type");
  }
}
