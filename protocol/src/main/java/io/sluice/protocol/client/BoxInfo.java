package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A box as the gateway shows it.
 *
 * @param name null: only its id
 * @param status configured, running, stopping, stopped, paused, failed or unknown
 * @param createdAt RFC 3339
 */
public record BoxInfo(
    String id, @Nullable String name, String status, String image, @Nullable String createdAt) {
  static BoxInfo parse(JsonNode body) {
    Fields fields = new Fields(body);
    return new BoxInfo(
        fields.text("box_id"),
        fields.optionalText("name"),
        fields.text("status"),
        fields.text("image"),
        fields.optionalText("created_at"));
  }
}
