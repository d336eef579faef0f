package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.codec.EntryDigest;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of an exported log.
 *
 * @param link null: none is stored, or it is none
 * @param head null: it is not output, or is spoilt
 * @param digest of the entry, as its line shows it; null: it shows no entry
 * @param body null: it was left out
 */
record EntryLine(
    long number,
    String kind,
    @Nullable Link link,
    OutputLayout.@Nullable Head head,
    long bytes,
    @Nullable Digest digest,
    @Nullable Payload body) {

  /**
   * @throws IllegalArgumentException when it is not of the form
   */
  static EntryLine parse(JsonNode node) {
    String kind = node.required("kind").asText();
    OutputLayout.Head head = node.has("offset") ? head(node) : null;
    Payload body = body(node);
    return new EntryLine(
        node.required("number").asLong(),
        kind,
        link(node.path("link")),
        head,
        node.path("bytes").asLong(),
        digest(node, kind, head, body),
        body);
  }

  private static @Nullable Link link(JsonNode node) {
    try {
      return node.isTextual() ? Link.ofBytes(HexFormat.of().parseHex(node.asText())) : null;
    } catch (IllegalArgumentException spoilt) {
      return null;
    }
  }

  private static OutputLayout.Head head(JsonNode node) {
    return new OutputLayout.Head(
        node.required("offset").asLong(),
        node.required("channel_offset").asLong(),
        Channel.valueOf(node.required("channel").asText().toUpperCase(Locale.ROOT)),
        node.required("sequence").asLong(),
        node.required("time_us").asLong());
  }

  private static @Nullable Payload body(JsonNode node) {
    if (node.has("body")) {
      return Payload.utf8(node.path("body").asText());
    }
    return node.has("body_base64")
        ? Payload.owning(Base64.getDecoder().decode(node.path("body_base64").asText()))
        : null;
  }

  /** What the line says of the body counts only when the body itself is not there. */
  private static @Nullable Digest digest(
      JsonNode node, String kind, OutputLayout.@Nullable Head head, @Nullable Payload body) {
    if (!node.has("sha256") || (head == null && EntryDigest.isOutput(kind))) {
      return null;
    }
    Digest ofBody = body == null ? Digest.ofHex(node.path("sha256").asText()) : Digest.of(body);
    return EntryDigest.of(kind, head == null ? ByteBuffer.allocate(0) : head.bytes(), ofBody);
  }

  @Override
  public String toString() {
    return "entry " + number + " (" + kind + ")";
  }
}
