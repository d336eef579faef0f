package io.sluice.protocol.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Payload;
import java.io.IOException;

/** JSON as this surface reads and writes it: snake case, bounded in depth and size. */
public final class Json {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 32;
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** A body of this package, as UTF-8. */
  public static Payload write(Object body) {
    try {
      return Payload.owning(MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("a body that cannot be written: " + body.getClass(), failure);
    }
  }

  /** A frame of this package, as text. */
  static String writeText(Object frame) {
    try {
      return MAPPER.writeValueAsString(frame);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException(
          "a frame that cannot be written: " + frame.getClass(), failure);
    }
  }

  /**
   * A server's body, as a client reads it: fields that it does not know are passed over.
   *
   * @throws WireFault when it is not of this form
   */
  public static <T> T read(Payload body, Class<T> type) {
    if (body.size() > MAX_ANSWER_BYTES) {
      throw WireFault.invalid("an answer has at most " + MAX_ANSWER_BYTES + " bytes");
    }
    try {
      T value = MAPPER.readValue(body.toByteArray(), type);
      if (value == null) {
        throw WireFault.invalid("null instead of a body");
      }
      return value;
    } catch (IOException notThat) {
      throw WireFault.invalid("not a " + type.getSimpleName());
    }
  }

  /**
   * @throws WireFault when it is anything but one JSON object
   */
  static ObjectNode object(byte[] bytes) {
    try {
      return requireObject(MAPPER.readTree(bytes));
    } catch (IOException notJson) {
      throw WireFault.invalid("not valid JSON");
    }
  }

  /**
   * @throws WireFault when it is anything but one JSON object
   */
  static ObjectNode object(String text) {
    try {
      return requireObject(MAPPER.readTree(text));
    } catch (IOException notJson) {
      throw WireFault.invalid("not valid JSON");
    }
  }

  private static ObjectNode requireObject(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw WireFault.invalid("a JSON object is expected");
  }
}
