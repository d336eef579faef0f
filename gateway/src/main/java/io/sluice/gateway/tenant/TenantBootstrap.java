package io.sluice.gateway.tenant;

import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.model.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a gateway its first tenant, with two keys in files that only its owner can read: {@code
 * admin.key} for people, {@code runner.token} for the local runner. A file whose key is good stays
 * as it is; else a new key is made. The key that a lost file held stays valid until it is revoked.
 */
public final class TenantBootstrap {
  public static final TenantId DEFAULT_TENANT = new TenantId("default");

  /** Files of the data directory. */
  public static final String ADMIN_KEY_FILE = "admin.key";

  public static final String RUNNER_TOKEN_FILE = "runner.token";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final int MAX_FILE_BYTES = 256;

  private final AsyncIndex index;
  private final TenantKeys keys;
  private final InstantSource clock;

  /** Nothing happens before {@link #ensure}. */
  public TenantBootstrap(AsyncIndex index, TenantKeys keys, InstantSource clock) {
    this.index = index;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Blocks until tenant, keys and files are there.
   *
   * @throws IOException when a file cannot be read or written
   * @throws io.sluice.persistence.index.StorageUnavailable when the database does not answer
   */
  public void ensure(Path dataDirectory) throws IOException {
    index.index().ensureTenant(DEFAULT_TENANT, clock.instant());
    ensureKey(
        dataDirectory.resolve(ADMIN_KEY_FILE),
        "first administrator",
        EnumSet.of(ApiKey.Scope.USER, ApiKey.Scope.ADMIN));
    ensureKey(
        dataDirectory.resolve(RUNNER_TOKEN_FILE), "local runner", EnumSet.of(ApiKey.Scope.RUNNER));
  }

  private void ensureKey(Path file, String name, Set<ApiKey.Scope> scopes) throws IOException {
    if (holdsGoodKey(file, scopes)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
      return;
    }
    Keys.NewKey made = keys.createNow(DEFAULT_TENANT, name, scopes);
    replace(file, made.secretToken() + "\n");
  }

  private boolean holdsGoodKey(Path file, Set<ApiKey.Scope> scopes) throws IOException {
    Optional<Principal> owner = keys.authenticateNow(read(file).strip());
    return owner.filter(principal -> principal.scopes().containsAll(scopes)).isPresent();
  }

  /** Empty when there is no file, or one that no key of ours could fill. */
  private static String read(Path file) throws IOException {
    try {
      return Files.size(file) > MAX_FILE_BYTES
          ? ""
          : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** A reader sees the old file or the whole new one; nobody else can ever read either. */
  private static void replace(Path file, String content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path draft =
        Files.createTempFile(
            directory,
            file.getFileName() + ".",
            ".draft",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
