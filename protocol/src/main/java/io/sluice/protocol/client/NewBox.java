package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A box to be made.
 *
 * @param name unique in the tenant; null: none
 * @param image null: the deployment's own choice
 */
public record NewBox(@Nullable String name, @Nullable String image) {
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (name != null) {
      body.put("name", name);
    }
    if (image != null) {
      body.put("image", image);
    }
    return body;
  }
}
