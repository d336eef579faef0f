package io.sluice.persistence.audit;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.SignedAnchor;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/**
 * What checks signatures: the public part of a key.
 *
 * @param encoded X.509, as of {@link PublicKey#getEncoded()}
 */
public record AuditKey(KeyId id, Payload encoded) {
  public static final String ALGORITHM = "Ed25519";

  public static AuditKey of(Payload encoded) {
    return new AuditKey(KeyId.of(encoded), encoded);
  }

  /** Whether this key signed exactly this. */
  public boolean signed(SignedAnchor signed) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(signed.anchor().statement().asByteBuffer());
      return check.verify(signed.signature().toByteArray());
    } catch (GeneralSecurityException notAKeyOrNoSignature) {
      return false;
    }
  }
}
