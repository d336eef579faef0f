package io.sluice.protocol.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A received JSON object, read field by field; a field that is missing or of another type faults.
 */
record JsonObject(JsonNode node) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(32)
                          .maxStringLength(LinkLimits.MAX_CONTROL_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static ObjectNode create(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  static LinkMessage write(ObjectNode node) {
    String json = node.toString();
    requireFits(json);
    return new LinkMessage.Text(json);
  }

  static JsonObject read(String json) {
    if (json.isBlank()) {
      throw new LinkFault(LinkFault.Reason.EMPTY, "a control frame is empty");
    }
    requireFits(json);
    return new JsonObject(parse(json)).requireObject();
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException notJson) {
      // Its message quotes the input, which may be secret: neither kept nor chained.
      throw malformed("a control frame is not JSON");
    }
  }

  /** Faults for what is over the bound; encoding to count is only needed when it could be. */
  private static void requireFits(String json) {
    if (json.length() > LinkLimits.MAX_CONTROL_BYTES
        || (json.length() > LinkLimits.MAX_CONTROL_BYTES / 3
            && utf8Length(json) > LinkLimits.MAX_CONTROL_BYTES)) {
      throw new LinkFault(
          LinkFault.Reason.OVERSIZE,
          "a control frame has more than " + LinkLimits.MAX_CONTROL_BYTES + " bytes");
    }
  }

  private static long utf8Length(String text) {
    return text.codePoints()
        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
        .sum();
  }

  static LinkFault malformed(String what) {
    return new LinkFault(LinkFault.Reason.MALFORMED, what);
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isTextual()) {
      throw malformed(name + " must be a text");
    }
    return value.textValue();
  }

  @Nullable String textOrNull(String name) {
    return has(name) ? text(name) : null;
  }

  long number(String name) {
    return number(name, node.get(name));
  }

  int integer(String name) {
    return Math.toIntExact(number(name));
  }

  @Nullable Integer integerOrNull(String name) {
    return has(name) ? integer(name) : null;
  }

  boolean flag(String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isBoolean()) {
      throw malformed(name + " must be true or false");
    }
    return value.booleanValue();
  }

  JsonObject object(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw malformed(name + " is missing");
    }
    return new JsonObject(value).requireObject();
  }

  List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    array(name).forEach(element -> objects.add(new JsonObject(element).requireObject()));
    return objects;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isTextual()) {
        throw malformed(name + " must hold texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  Map<String, String> textsByName() {
    Map<String, String> texts = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(name -> texts.put(name, text(name)));
    return texts;
  }

  Map<String, Long> numbersByName() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(name -> numbers.put(name, number(name)));
    return numbers;
  }

  private JsonObject requireObject() {
    if (!node.isObject()) {
      throw malformed("a JSON object was expected");
    }
    return this;
  }

  private JsonNode array(String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isArray()) {
      throw malformed(name + " must be an array");
    }
    return value;
  }

  private static long number(String name, @Nullable JsonNode value) {
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw malformed(name + " must be a whole number");
    }
    return value.longValue();
  }
}
