package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks an exported log, line by line, without its gateway: each entry against what its chain
 * holds of it, the chains against the signed anchors. Memory does not grow with the log.
 */
public final class AuditCheck extends LineCheck {
  private @Nullable ChainWalk walk;
  private String execution = "";
  private boolean saidEnded;
  private long entries;

  /**
   * @param trusted the only keys that count; null: those that the file itself names
   */
  public AuditCheck(@Nullable List<AuditKey> trusted) {
    super(AuditExport.FORMAT, trusted);
  }

  @Override
  boolean begun() {
    return walk != null;
  }

  @Override
  void first(JsonNode node) {
    execution = node.required("execution").asText();
    saidEnded = node.required("ended").asBoolean();
    JsonNode trimmed = node.required("trimmed");
    walk =
        new ChainWalk(
            new TrimPoint(
                new Offset(trimmed.required("offset").asLong()),
                new ChainHead(
                    trimmed.required("length").asLong(),
                    Digest.ofHex(trimmed.required("digest").asText()))),
            this::report);
  }

  @Override
  void entry(JsonNode node, String text) {
    entries++;
    EntryLine entry = EntryLine.parse(node);
    ChainWalk chains = Objects.requireNonNull(walk);
    chains.next(entry);
    Payload body = entry.body();
    if (body == null || entry.kind().startsWith("output.")) {
      return;
    }
    if (entry.kind().equals(EventCodec.ANCHORED)
        && EventCodec.decode(entry.kind(), body.toByteArray()) instanceof Event.Anchored(var it)
        && isSigned(entry.toString(), it.anchor().statement(), it.seal())) {
      if (it.anchor().execution().value().equals(execution)) {
        chains.anchored(it.anchor(), entry);
      } else {
        report(Kind.BAD_SIGNATURE, entry + " is signed for another execution");
      }
    }
  }

  @Override
  void last(JsonNode counted) {
    if (counted.asLong(-1) != entries) {
      report(Kind.MISSING, "lines: the last one counts " + counted + " entries");
    }
  }

  @Override
  public Verdict verdict() {
    ChainWalk chains = walk;
    requireClosed();
    if (chains == null) {
      return new Verdict(execution, findings(), 0, Offset.ZERO, 0, false, Offset.ZERO);
    }
    chains.end(saidEnded);
    return new Verdict(
        execution,
        findings(),
        chains.proven(),
        chains.provenTo(),
        chains.unproven(),
        chains.ended(),
        chains.trimmedTo());
  }
}
