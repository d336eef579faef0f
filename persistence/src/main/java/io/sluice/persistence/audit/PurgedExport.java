package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.persistence.query.PurgedLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What is left of a log that is gone, as a file that proves itself: how much there was, and the
 * heads of its chains, by which a copy that somebody kept can be told from a forged one.
 */
public final class PurgedExport {
  static final String FORMAT = "sluice.purged.1";
  static final String ANCHOR = "anchor";

  private PurgedExport() {}

  /** Its lines. */
  public static List<byte[]> lines(PurgedLog log, List<AuditKey> keys, Instant now) {
    ObjectNode first =
        ExportLines.object()
            .put("format", FORMAT)
            .put("execution", log.execution().value())
            .put("tenant", log.tenant().value())
            .put("purged_at", log.at().toString())
            .put("exported_at", now.toString());
    ExportLines.list(keys, first);
    String signed = new String(log.anchor().toByteArray(), StandardCharsets.UTF_8);
    return List.of(
        ExportLines.line(first),
        ExportLines.line(ExportLines.object().put(ANCHOR, signed)),
        ExportLines.last(1));
  }
}
