package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.persistence.codec.AccessCodec;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.protocol.access.Access;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.TrailAnchor;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks an exported access trail, line by line, without its gateway. */
public final class TrailCheck extends LineCheck {
  private @Nullable ExecutionId execution;
  private @Nullable TrailAnchor signed;
  private ChainHead head = ChainHead.START;
  private Instant newest = Instant.MIN;
  private boolean proven;

  /**
   * @param trusted the only keys that count; null: those that the file itself names
   */
  public TrailCheck(@Nullable List<AuditKey> trusted) {
    super(TrailExport.FORMAT, trusted);
  }

  @Override
  boolean begun() {
    return execution != null;
  }

  @Override
  void first(JsonNode node) {
    execution = new ExecutionId(node.required("execution").asText());
    JsonNode last = node.path("signed");
    if (last.isObject()) {
      signed(execution, last);
    }
  }

  private void signed(ExecutionId of, JsonNode node) {
    TrailAnchor anchor =
        new TrailAnchor(
            of,
            new ChainHead(
                node.required("length").asLong(), Digest.ofHex(node.required("digest").asText())),
            Instant.parse(node.required("at").asText()));
    byte[] signature = Base64.getDecoder().decode(node.required("signature").asText());
    Seal seal = new Seal(new KeyId(node.required("key").asText()), Payload.owning(signature));
    if (isSigned("this", anchor.statement(), seal)) {
      signed = anchor;
    }
  }

  @Override
  void entry(JsonNode node, String text) {
    long number = node.required("number").asLong();
    int body = text.indexOf(TrailExport.ENTRY) + TrailExport.ENTRY.length();
    Payload entry = Payload.utf8(text.substring(body, text.length() - 1));
    if (number != head.length() + 1) {
      report(
          number > head.length() ? Kind.MISSING : Kind.REORDERED,
          "entry " + number + " stands where " + (head.length() + 1) + " should");
    }
    Digest kept = Digest.ofHex(node.required("head").asText());
    ChainHead next = head.then(Digest.of(entry));
    if (!next.digest().equals(kept)) {
      report(Kind.CHANGED, "entry " + number);
    }
    // Goes on with what is kept, so that each wrong entry is found, and only those.
    head = new ChainHead(number, kept);
    if (signed != null && signed.head().length() == number) {
      if (signed.head().equals(head)) {
        proven = true;
      } else {
        report(Kind.FORGED, "entry " + number + " is not the one that was signed");
      }
    }
    inOrder(number, entry);
  }

  private void inOrder(long number, Payload entry) {
    try {
      Access access = AccessCodec.decode(entry);
      if (access.at().isBefore(newest)) {
        report(Kind.REORDERED, "the time of entry " + number + " goes back");
      }
      newest = access.at();
    } catch (UnreadableEntry spoilt) {
      report(Kind.MALFORMED, "entry " + number + " is none of an access trail");
    }
  }

  @Override
  void last(JsonNode counted) {
    if (counted.asLong(-1) != head.length()) {
      report(Kind.MISSING, "the last line counts " + counted + " entries");
    }
  }

  @Override
  public Verdict verdict() {
    requireClosed();
    TrailAnchor last = signed;
    if (last != null && !proven) {
      report(Kind.CUT_OFF, "entries up to " + last.head().length() + " were signed");
    }
    long length = proven && last != null ? last.head().length() : 0;
    return new Verdict(
        execution == null ? "" : execution.value(),
        findings(),
        length,
        Offset.ZERO,
        head.length() - length,
        true,
        Offset.ZERO);
  }
}
