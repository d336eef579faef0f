package io.sluice.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  static Map<KeyId, AuditKey> byId(List<AuditKey> keys) {
    return keys.stream().collect(Collectors.toMap(AuditKey::id, key -> key, (one, _) -> one));
  }

  /**
   * Those that an exported file names.
   *
   * @throws IllegalArgumentException when it is not their form
   */
  public static Map<KeyId, AuditKey> listed(JsonNode keys) {
    List<AuditKey> listed = new ArrayList<>();
    for (JsonNode key : keys) {
      byte[] encoded = Base64.getDecoder().decode(key.required("public_key").asText());
      listed.add(of(Payload.owning(encoded)));
    }
    return byId(listed);
  }

  /** Whether this key signed exactly this. */
  public boolean signed(Payload statement, Seal seal) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(statement.asByteBuffer());
      return check.verify(seal.signature().toByteArray());
    } catch (GeneralSecurityException notAKeyOrNoSignature) {
      return false;
    }
  }
}
