package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Requirements;
import org.jspecify.annotations.Nullable;

/**
 * A box to be made.
 *
 * @param name unique in the tenant; null: none
 * @param image null: the deployment's own choice
 * @param requirements what its runner must be
 */
public record NewBox(@Nullable String name, @Nullable String image, Requirements requirements) {
  /** One that any runner may host. */
  public NewBox(@Nullable String name, @Nullable String image) {
    this(name, image, Requirements.NONE);
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (name != null) {
      body.put("name", name);
    }
    if (image != null) {
      body.put("image", image);
    }
    if (!requirements.isEmpty()) {
      ObjectNode advanced = body.putObject("advanced");
      if (requirements.driver() != null) {
        advanced.put("driver", requirements.driver());
      }
      ObjectNode labels = advanced.putObject("runner_labels");
      requirements.runnerLabels().forEach(labels::put);
    }
    return body;
  }
}
