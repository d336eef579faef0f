package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A stored API key, without its secret.
 *
 * @param createdAt RFC 3339
 * @param revokedAt null while it is valid
 */
public record KeyInfo(
    String id,
    String name,
    List<String> scopes,
    @Nullable String createdAt,
    @Nullable String revokedAt) {
  /** Copies the list. */
  public KeyInfo {
    scopes = List.copyOf(scopes);
  }

  /**
   * A key just made.
   *
   * @param secret the whole bearer token; the gateway shows it this once
   */
  public record Created(KeyInfo key, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Created[" + key + "]";
    }
  }

  static KeyInfo parse(JsonNode body) {
    Fields fields = new Fields(body);
    return new KeyInfo(
        fields.text("id"),
        fields.text("name"),
        StreamSupport.stream(body.path("scopes").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        fields.optionalText("created_at"),
        fields.optionalText("revoked_at"));
  }
}
