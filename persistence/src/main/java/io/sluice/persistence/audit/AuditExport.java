package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EntryDigest;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A log as a file that proves itself: a JSON object a line. The first names the execution and the
 * keys, the last counts the entries, so a file that was cut is known as such. What is stored is
 * shown as it is, whole or spoilt: judging it is the check's work.
 */
public final class AuditExport {
  static final String FORMAT = "sluice.audit.1";

  /** Whether what entries hold is in the file, or its digest only, for whoever may not see it. */
  public enum Bodies {
    FULL,
    DIGEST
  }

  private final Bodies bodies;
  private long entries;

  public AuditExport(Bodies bodies) {
    this.bodies = bodies;
  }

  /**
   * @param newestAnchor null: there is none
   */
  public byte[] first(
      State.Known state, @Nullable StoredRow newestAnchor, List<AuditKey> keys, Instant now) {
    ObjectNode node =
        ExportLines.object()
            .put("format", FORMAT)
            .put("execution", state.facts().execution().value())
            .put("tenant", state.facts().tenant().value())
            .put("box", state.facts().box().value())
            .put("exported_at", now.toString())
            .put("ended", state instanceof State.Ended);
    TrimPoint trimmed = trimmed(newestAnchor);
    node.putObject("trimmed")
        .put("offset", trimmed.offset().bytes())
        .put("length", trimmed.head().length())
        .put("digest", trimmed.head().digest().hex());
    ExportLines.list(keys, node);
    return ExportLines.line(node);
  }

  /** A key as it is listed. */
  public static ObjectNode keyNode(AuditKey key) {
    return ExportLines.object()
        .put("id", key.id().value())
        .put("algorithm", AuditKey.ALGORITHM)
        .put("public_key", ExportLines.base64(key.encoded()));
  }

  private static TrimPoint trimmed(@Nullable StoredRow anchor) {
    if (anchor == null) {
      return TrimPoint.NOTHING;
    }
    try {
      byte[] stored = anchor.bytes().toByteArray();
      return EventCodec.decode(EventCodec.ANCHORED, stored) instanceof Event.Anchored(var signed)
          ? signed.anchor().trimmed()
          : TrimPoint.NOTHING;
    } catch (UnreadableEntry spoilt) {
      return TrimPoint.NOTHING;
    }
  }

  /** Empty for entries that are about readers, which are not chained. */
  public List<byte[]> entry(StoredRow row) {
    Encoded form = new Encoded(row.manifest(), row.bytes());
    if (!EventCodec.isProven(form.manifest())) {
      return List.of();
    }
    entries++;
    ObjectNode node = ExportLines.object().put("number", row.number()).put("kind", form.manifest());
    node.put("link", row.link() == null ? null : hex(row.link()));
    if (EntryDigest.isOutput(form.manifest())) {
      output(node, form.bytes());
    } else {
      life(node, form);
    }
    return List.of(ExportLines.line(node));
  }

  private void output(ObjectNode node, Payload stored) {
    OutputLayout.Head head;
    try {
      head = OutputLayout.Head.read(stored.asByteBuffer());
    } catch (IllegalArgumentException spoilt) {
      node.put("spoilt_base64", ExportLines.base64(stored));
      return;
    }
    Payload body = stored.slice(OutputLayout.HEADER_BYTES, stored.size());
    node.put("channel", head.channel().name().toLowerCase(Locale.ROOT))
        .put("offset", head.offset())
        .put("channel_offset", head.channelBytes())
        .put("sequence", head.sequence())
        .put("time_us", head.timeMicros())
        .put("bytes", body.size())
        .put("sha256", Digest.of(body).hex());
    if (bodies == Bodies.FULL) {
      node.put("body_base64", ExportLines.base64(body));
    }
  }

  /** An anchor proves nothing without what it says. */
  private void life(ObjectNode node, Encoded form) {
    node.put("sha256", Digest.of(form.bytes()).hex());
    if (bodies == Bodies.DIGEST && !form.manifest().equals(EventCodec.ANCHORED)) {
      return;
    }
    byte[] bytes = form.bytes().toByteArray();
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      node.put("body", text);
    } else {
      node.put("body_base64", ExportLines.base64(form.bytes()));
    }
  }

  public byte[] last() {
    return ExportLines.last(entries);
  }

  private static String hex(Payload bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
