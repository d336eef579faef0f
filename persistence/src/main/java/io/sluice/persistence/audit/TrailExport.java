package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.persistence.audit.AccessTrail.Row;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.SignedTrail;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access trail as a file that proves itself: a JSON object a line. The first names the
 * execution, the keys and what was signed last, the last counts the entries. What an entry's digest
 * is of is the text of its {@code entry}, byte for byte.
 */
public final class TrailExport {
  static final String FORMAT = "sluice.access.1";

  /** What stands before an entry's own text, which ends before the last brace of the line. */
  static final String ENTRY = ",\"entry\":";

  private long entries;

  /**
   * @param signed null: nothing is
   */
  public byte[] first(
      ExecutionId execution, @Nullable SignedTrail signed, List<AuditKey> keys, Instant now) {
    ObjectNode node =
        ExportLines.object()
            .put("format", FORMAT)
            .put("execution", execution.value())
            .put("exported_at", now.toString());
    if (signed != null) {
      node.putObject("signed")
          .put("length", signed.anchor().head().length())
          .put("digest", signed.anchor().head().digest().hex())
          .put("at", signed.anchor().at().toString())
          .put("key", signed.seal().keyId().value())
          .put("signature", ExportLines.base64(signed.seal().signature()));
    }
    ExportLines.list(keys, node);
    return ExportLines.line(node);
  }

  public byte[] entry(Row row) {
    entries++;
    Payload start =
        Payload.utf8(
            "{\"number\":" + row.number() + ",\"head\":\"" + row.head().hex() + "\"" + ENTRY);
    return ExportLines.line(start.toByteArray(), row.body().toByteArray(), new byte[] {'}'});
  }

  public byte[] last() {
    return ExportLines.last(entries);
  }
}
