package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextToken asks for the part after it; null: it was the last one
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  static <T> Page<T> parse(JsonNode body, String name, Function<JsonNode, T> item) {
    if (!body.path(name).isArray()) {
      throw new UnexpectedAnswer("the answer has no list of " + name, null);
    }
    return new Page<>(
        StreamSupport.stream(body.path(name).spliterator(), false).map(item).toList(),
        new Fields(body).optionalText("next_page_token"));
  }
}
