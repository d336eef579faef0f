package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Reads what a client needs of an answer and passes over the rest. */
record Fields(JsonNode body) {
  String text(String name) {
    String value = optionalText(name);
    if (value == null) {
      throw new UnexpectedAnswer("the answer has no text field " + name, null);
    }
    return value;
  }

  @Nullable String optionalText(String name) {
    JsonNode value = body.path(name);
    return value.isTextual() ? value.textValue() : null;
  }
}
