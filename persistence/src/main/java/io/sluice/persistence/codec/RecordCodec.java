package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Chain;
import java.time.DateTimeException;

/** Snapshots: a state in the form of {@link StateCodec}, with the heads of its chains. */
public final class RecordCodec {
  private RecordCodec() {}

  public static Encoded encode(Recorded recorded) {
    ObjectNode node = StateCodec.json(recorded.state());
    node.set("chain", ProofForm.chain(recorded.chain()));
    Anchor anchor = recorded.anchor();
    if (anchor != null) {
      node.set("anchor", ProofForm.anchor(anchor));
    }
    return new Encoded(StateCodec.manifest(recorded.state()), Payload.owning(Fields.bytes(node)));
  }

  /**
   * @param bytes taken over: the caller must not touch them again
   * @throws UnreadableEntry for an unknown manifest or bytes that are not of its form
   */
  public static Recorded decode(String manifest, byte[] bytes) {
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
}
