package io.sluice.persistence.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.audit.Finding.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what every exported file is: a first line that names its form, lines of entries, a last
 * line that counts them, and nothing after it.
 */
abstract sealed class LineCheck implements ExportCheck permits AuditCheck, TrailCheck {
  private final String format;
  private final List<Finding> findings = new ArrayList<>();
  private boolean closed;
  private long line;

  LineCheck(String format) {
    this.format = format;
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
