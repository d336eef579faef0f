package io.sluice.persistence.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;

/** Lines of the files that prove something. */
final class ExportLines {
  static final ObjectMapper JSON = new ObjectMapper();

  private ExportLines() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String base64(Payload bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** The keys to check a file with, at the end of its first line. */
  static void list(List<AuditKey> keys, ObjectNode first) {
    ArrayNode listed = first.putArray("keys");
    keys.forEach(key -> listed.add(AuditExport.keyNode(key)));
  }

  /** The last line: a file that was cut has none. */
  static byte[] last(long entries) {
    return line(object().put("entries", entries));
  }

  static byte[] line(ObjectNode node) {
    try {
      return line(JSON.writeValueAsBytes(node));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree is always JSON", impossible);
    }
  }

  static byte[] line(byte[]... parts) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      line.writeBytes(part);
    }
    line.write('\n');
    return line.toByteArray();
  }
}
