package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.Digest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;

/**
 * Snapshots: a state in the form of {@link StateCodec}, with the heads of its chains. Its first
 * field is the SHA-256 of the object without it, so a spoilt one is not taken for a state; those of
 * earlier versions have none.
 */
public final class RecordCodec {
  private static final String CHECK = "{\"check\":\"";
  private static final String REST = "\",";
  private static final int CHECK_CHARACTERS = CHECK.length() + 2 * Digest.BYTES + REST.length();

  private RecordCodec() {}

  public static Encoded encode(Recorded recorded) {
    ObjectNode node = StateCodec.json(recorded.state());
    node.set("chain", ProofForm.chain(recorded.chain()));
    Anchor anchor = recorded.anchor();
    if (anchor != null) {
      node.set("anchor", ProofForm.anchor(anchor));
    }
    return new Encoded(StateCodec.manifest(recorded.state()), checked(Fields.bytes(node)));
  }

  /**
   * @param bytes taken over: the caller must not touch them again
   * @throws UnreadableEntry for an unknown manifest or bytes that are not of its form
   */
  public static Recorded decode(String manifest, byte[] bytes) {
    requireWhole(bytes);
    Fields fields = Fields.parse(bytes);
    try {
      return new Recorded(
          StateCodec.decode(manifest, bytes),
          fields.has("chain") ? ProofForm.chain(fields.object("chain")) : Chain.START,
          fields.has("anchor") ? ProofForm.anchor(fields.object("anchor")) : null);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new UnreadableEntry("a stored chain holds an impossible value", e);
    }
  }

  private static Payload checked(byte[] object) {
    String text = ascii(object);
    String check = Digest.of(Payload.owning(object)).hex();
    return Payload.utf8(CHECK + check + REST + text.substring(1));
  }

  private static void requireWhole(byte[] bytes) {
    String text = ascii(bytes);
    if (!text.startsWith(CHECK) || text.length() < CHECK_CHARACTERS) {
      return;
    }
    String check = text.substring(CHECK.length(), CHECK_CHARACTERS - REST.length());
    Payload object = Payload.utf8('{' + text.substring(CHECK_CHARACTERS));
    if (!Digest.of(object).hex().equals(check)) {
      throw new UnreadableEntry("a snapshot is not what was stored");
    }
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
