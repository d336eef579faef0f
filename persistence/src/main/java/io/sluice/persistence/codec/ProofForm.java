package io.sluice.persistence.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedAnchor;
import java.util.Base64;

/** The stored form of chains and of what is signed about them. */
final class ProofForm {
  private ProofForm() {}

  static ObjectNode signed(SignedAnchor signed) {
    return anchor(signed.anchor())
        .put("key", signed.seal().keyId().value())
        .put(
            "signature",
            Base64.getEncoder().encodeToString(signed.seal().signature().toByteArray()));
  }

  static SignedAnchor signed(Fields fields) {
    return new SignedAnchor(
        anchor(fields),
        new Seal(
            new KeyId(fields.text("key")),
            Payload.owning(Base64.getDecoder().decode(fields.text("signature")))));
  }

  static ObjectNode anchor(Anchor anchor) {
    ObjectNode node = Fields.object().put("execution", anchor.execution().value());
    node.set("chain", chain(anchor.chain()));
    node.put("offset", anchor.offset().bytes());
    ObjectNode trimmed = head(anchor.trimmed().head());
    node.set("trimmed", trimmed.put("offset", anchor.trimmed().offset().bytes()));
    return node.put("at", anchor.at().toString());
  }

  static Anchor anchor(Fields fields) {
    Fields trimmed = fields.object("trimmed");
    return new Anchor(
        new ExecutionId(fields.text("execution")),
        chain(fields.object("chain")),
        new Offset(fields.number("offset")),
        new TrimPoint(new Offset(trimmed.number("offset")), head(trimmed)),
        fields.instant("at"));
  }

  static ObjectNode chain(Chain chain) {
    ObjectNode node = Fields.object();
    node.set("output", head(chain.output()));
    node.set("life", head(chain.life()));
    return node;
  }

  static Chain chain(Fields fields) {
    return new Chain(head(fields.object("output")), head(fields.object("life")));
  }

  private static ObjectNode head(ChainHead head) {
    return Fields.object().put("length", head.length()).put("digest", head.digest().hex());
  }

  private static ChainHead head(Fields fields) {
    return new ChainHead(fields.number("length"), Digest.ofHex(fields.text("digest")));
  }
}
