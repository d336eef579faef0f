package io.sluice.persistence.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks an exported access trail, line by line, without its gateway. */
public final class TrailCheck implements ExportCheck {
  private final @Nullable Map<KeyId, AuditKey> trusted;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable ExecutionId execution;
  private @Nullable TrailAnchor signed;
  private ChainHead head = ChainHead.START;
  private Instant newest = Instant.MIN;
  private boolean proven;
  private boolean closed;
  private long line;

  /**
   * @param trusted the only keys that count; null: those that the file itself names
   */
  public TrailCheck(@Nullable List<AuditKey> trusted) {
    this.trusted = trusted == null ? null : AuditKey.byId(trusted);
  }

  /** Whether a file that begins with this line is an access trail. */
  public static boolean reads(String firstLine) {
    return firstLine.contains("\"format\":\"" + TrailExport.FORMAT + "\"");
  }

  @Override
  public void line(String text) {
    line++;
    try {
      JsonNode node = ExportLines.JSON.readTree(text);
      if (closed) {
        report(Kind.MALFORMED, "something follows the last line");
      } else if (execution == null) {
        first(node);
      } else if (node.has("entries")) {
        last(node);
      } else {
        entry(node, text);
      }
    } catch (JsonProcessingException | RuntimeException wrong) {
      report(Kind.MALFORMED, "it is not of the form " + TrailExport.FORMAT);
    }
  }

  private void first(JsonNode node) {
    if (!TrailExport.FORMAT.equals(node.path("format").asText())) {
      throw new IllegalArgumentException("another format");
    }
    execution = new ExecutionId(node.required("execution").asText());
    JsonNode last = node.path("signed");
    if (last.isObject()) {
      signed(execution, last, trusted == null ? AuditKey.listed(node.required("keys")) : trusted);
    }
  }

  private void signed(ExecutionId of, JsonNode node, Map<KeyId, AuditKey> keys) {
    TrailAnchor anchor =
        new TrailAnchor(
            of,
            new ChainHead(
                node.required("length").asLong(), Digest.ofHex(node.required("digest").asText())),
            Instant.parse(node.required("at").asText()));
    byte[] signature = Base64.getDecoder().decode(node.required("signature").asText());
    Seal seal = new Seal(new KeyId(node.required("key").asText()), Payload.owning(signature));
    AuditKey key = keys.get(seal.keyId());
    if (key == null) {
      report(Kind.BAD_SIGNATURE, "signed by the unknown key " + seal.keyId().value());
    } else if (!key.signed(anchor.statement(), seal)) {
      report(Kind.BAD_SIGNATURE, "this is not what " + seal.keyId().value() + " signed");
    } else {
      signed = anchor;
    }
  }

  private void entry(JsonNode node, String text) {
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

  private void last(JsonNode node) {
    closed = true;
    if (node.path("entries").asLong(-1) != head.length()) {
      report(Kind.MISSING, "the last line counts " + node.path("entries") + " entries");
    }
  }

  private void report(Kind kind, String where) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(new Finding(kind, line, where));
    }
  }

  @Override
  public Verdict verdict() {
    if (!closed) {
      report(Kind.CUT_OFF, "the file ends early");
    }
    TrailAnchor last = signed;
    if (last != null && !proven) {
      report(Kind.CUT_OFF, "entries up to " + last.head().length() + " were signed");
    }
    long length = proven && last != null ? last.head().length() : 0;
    return new Verdict(
        execution == null ? "" : execution.value(),
        findings,
        length,
        Offset.ZERO,
        head.length() - length,
        true,
        Offset.ZERO);
  }
}
