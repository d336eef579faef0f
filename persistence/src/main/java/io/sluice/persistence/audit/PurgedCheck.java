package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.SignedAnchor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what is left of a log that is gone. */
public final class PurgedCheck extends LineCheck {
  private @Nullable String execution;
  private @Nullable Anchor anchor;
  private long anchors;

  /**
   * @param trusted the only keys that count; null: those that the file itself names
   */
  public PurgedCheck(@Nullable List<AuditKey> trusted) {
    super(PurgedExport.FORMAT, trusted);
  }

  @Override
  boolean begun() {
    return execution != null;
  }

  @Override
  void first(JsonNode node) {
    execution = node.required("execution").asText();
  }

  @Override
  void entry(JsonNode node, String text) {
    anchors++;
    byte[] stored = node.required(PurgedExport.ANCHOR).asText().getBytes(StandardCharsets.UTF_8);
    if (EventCodec.decode(EventCodec.ANCHORED, stored) instanceof Event.Anchored(var signed)
        && isSigned("what is left", signed.anchor().statement(), signed.seal())) {
      judge(signed);
    }
  }

  private void judge(SignedAnchor signed) {
    Anchor last = signed.anchor();
    if (!last.execution().value().equals(execution)) {
      report(Kind.BAD_SIGNATURE, "what is left is signed for another execution");
    } else if (!last.trimmed().offset().equals(last.offset())) {
      report(Kind.CUT_OFF, "it is signed that output is kept, and none is there");
    } else {
      anchor = last;
    }
  }

  @Override
  void last(JsonNode counted) {
    if (counted.asLong(-1) != 1 || anchors != 1) {
      report(Kind.MISSING, "one signature is left of a log that is gone, not " + anchors);
    }
  }

  @Override
  public Verdict verdict() {
    requireClosed();
    Anchor last = anchor;
    return new Verdict(
        execution == null ? "" : execution,
        findings(),
        last == null ? 0 : last.chain().length(),
        last == null ? Offset.ZERO : last.offset(),
        0,
        true,
        last == null ? Offset.ZERO : last.offset());
  }
}
