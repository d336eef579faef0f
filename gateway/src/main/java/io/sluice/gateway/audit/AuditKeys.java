package io.sluice.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.persistence.audit.AuditKey;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.AnchorSigner;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedAnchor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a gateway: a file each, {@code <id>.json} of mode 0600 with {@code created_at},
 * {@code public_key} (X.509) and {@code private_key} (PKCS 8), in Base64. The newest that has a
 * private part signs; the others check what they signed.
 */
public final class AuditKeys implements AnchorSigner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENDING = ".json";

  private record Kept(AuditKey key, Instant createdAt, @Nullable PrivateKey signs) {}

  private final Path directory;
  private final Executor executor;
  private volatile List<Kept> kept;

  private AuditKeys(Path directory, Executor executor, List<Kept> kept) {
    this.directory = directory;
    this.executor = executor;
    this.kept = List.copyOf(kept);
  }

  /**
   * Reads the keys; makes the first when there is none.
   *
   * @param executor where signatures are computed, about a millisecond each
   * @throws IOException when the directory cannot be used, or a file in it is no key
   */
  public static AuditKeys open(Path directory, Executor executor, Instant now) throws IOException {
    Files.createDirectories(directory);
    AuditKeys keys = new AuditKeys(directory, executor, read(directory));
    if (keys.kept.stream().noneMatch(key -> key.signs() != null)) {
      keys.rotate(now);
    }
    return keys;
  }

  private static List<Kept> read(Path directory) throws IOException {
    List<Kept> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        found.add(read(JSON.readTree(file.toFile()), file));
      }
    }
    found.sort(Comparator.comparing(Kept::createdAt));
    return found;
  }

  private static Kept read(JsonNode node, Path file) throws IOException {
    try {
      JsonNode secret = node.path("private_key");
      return new Kept(
          AuditKey.of(Payload.owning(node.required("public_key").binaryValue())),
          Instant.parse(node.required("created_at").textValue()),
          secret.isMissingNode()
              ? null
              : KeyFactory.getInstance(AuditKey.ALGORITHM)
                  .generatePrivate(new PKCS8EncodedKeySpec(secret.binaryValue())));
    } catch (GeneralSecurityException | IOException | RuntimeException wrong) {
      // The cause may show what is in the file.
      throw new IOException(file + " is not a key that signs logs");
    }
  }

  /** Signs with a new key from now on. */
  public synchronized AuditKey rotate(Instant now) throws IOException {
    KeyPair pair = newPair();
    AuditKey key = AuditKey.of(Payload.copyOf(pair.getPublic().getEncoded()));
    Base64.Encoder base64 = Base64.getEncoder();
    byte[] json =
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("created_at", now.toString())
                .put("public_key", base64.encodeToString(pair.getPublic().getEncoded()))
                .put("private_key", base64.encodeToString(pair.getPrivate().getEncoded())));
    Path whole =
        Files.createTempFile(
            directory,
            "key",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(whole, json);
    Files.move(whole, directory.resolve(key.id().value() + ENDING), StandardCopyOption.ATOMIC_MOVE);
    List<Kept> more = new ArrayList<>(kept);
    more.add(new Kept(key, now, pair.getPrivate()));
    kept = List.copyOf(more);
    return key;
  }

  private static KeyPair newPair() {
    try {
      return KeyPairGenerator.getInstance(AuditKey.ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has Ed25519", impossible);
    }
  }

  /** All that ever signed, the oldest first. */
  public List<AuditKey> all() {
    return kept.stream().map(Kept::key).toList();
  }

  @Override
  public CompletionStage<SignedAnchor> sign(Anchor anchor) {
    return CompletableFuture.supplyAsync(
        () -> new SignedAnchor(anchor, seal(anchor.statement())), executor);
  }

  /** Signs on the caller's thread, which takes about a millisecond. */
  public Seal seal(Payload statement) {
    Kept newest =
        kept.reversed().stream().filter(key -> key.signs() != null).findFirst().orElseThrow();
    try {
      Signature signature = Signature.getInstance(AuditKey.ALGORITHM);
      signature.initSign(newest.signs());
      signature.update(statement.asByteBuffer());
      return new Seal(newest.key().id(), Payload.owning(signature.sign()));
    } catch (GeneralSecurityException failed) {
      throw new UncheckedIOException(new IOException("cannot sign a log", failed));
    }
  }
}
