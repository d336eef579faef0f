package io.sluice.persistence.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what every exported file is: a first line that names its form, lines of entries, a last
 * line that counts them, and nothing after it.
 */
abstract sealed class LineCheck implements ExportCheck permits AuditCheck, PurgedCheck, TrailCheck {
  private final String format;
  private final @Nullable Map<KeyId, AuditKey> trusted;
  private final List<Finding> findings = new ArrayList<>();
  private Map<KeyId, AuditKey> keys = Map.of();
  private boolean closed;
  private long line;

  /**
   * @param trusted the only keys that count; null: those that the file itself names
   */
  LineCheck(String format, @Nullable List<AuditKey> trusted) {
    this.format = format;
    this.trusted = trusted == null ? null : AuditKey.byId(trusted);
  }

  /** Whether a first line was read that says enough to judge entries. */
  abstract boolean begun();

  /** A first line of the right form. */
  abstract void first(JsonNode node);

  /**
   * @param text the same line as it stands in the file
   */
  abstract void entry(JsonNode node, String text);

  /**
   * @param entries how many there are by the last line
   */
  abstract void last(JsonNode entries);

  /** A file of any form may say anything: whatever cannot be read is a finding, not a failure. */
  @Override
  public final void line(String text) {
    line++;
    try {
      JsonNode node = ExportLines.JSON.readTree(text);
      if (closed) {
        report(Kind.MALFORMED, "something follows the last line");
      } else if (!begun()) {
        requireFormat(node);
        keys = trusted == null ? AuditKey.listed(node.required("keys")) : trusted;
        first(node);
      } else if (node.has("entries")) {
        closed = true;
        last(node.path("entries"));
      } else {
        entry(node, text);
      }
    } catch (JsonProcessingException | RuntimeException wrong) {
      report(Kind.MALFORMED, "it is not of the form " + format);
    }
  }

  private void requireFormat(JsonNode node) {
    if (!format.equals(node.path("format").asText())) {
      throw new IllegalArgumentException("another format");
    }
  }

  /** Whether one of the keys that count signed exactly this; reported when none did. */
  final boolean isSigned(String what, Payload statement, Seal seal) {
    String keyId = seal.keyId().value();
    AuditKey key = keys.get(seal.keyId());
    if (key == null) {
      report(Kind.BAD_SIGNATURE, what + " is signed by the unknown key " + keyId);
      return false;
    }
    boolean good = key.signed(statement, seal);
    if (!good) {
      report(Kind.BAD_SIGNATURE, what + " is not what " + keyId + " signed");
    }
    return good;
  }

  /** About the line that was read last. */
  final void report(Kind kind, String where) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(new Finding(kind, line, where));
    }
  }

  /** After the last line. */
  final void requireClosed() {
    if (!closed) {
      report(Kind.CUT_OFF, "the file ends early");
    }
  }

  final List<Finding> findings() {
    return findings;
  }
}
