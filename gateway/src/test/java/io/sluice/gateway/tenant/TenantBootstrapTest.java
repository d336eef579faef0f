package io.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.ApiKey.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantBootstrapTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

  private final AsyncIndex index = new AsyncIndex(new FakeIndex(), Runnable::run);
  private final TenantKeys keys = new TenantKeys(index, CLOCK, () -> 0, new SecureRandom());
  private final TenantBootstrap bootstrap = new TenantBootstrap(index, keys, CLOCK);

  @TempDir Path data;

  @Test
  void theFirstStartWritesAnAdministratorsAndARunnersKey() throws IOException {
    bootstrap.ensure(data);

    assertThat(ownerOf("admin.key").orElseThrow().scopes())
        .containsExactlyInAnyOrder(Scope.USER, Scope.ADMIN);
    assertThat(ownerOf("runner.token").orElseThrow().scopes()).isEqualTo(Set.of(Scope.RUNNER));
    assertThat(ownerOf("admin.key").orElseThrow().tenant())
        .isEqualTo(TenantBootstrap.DEFAULT_TENANT);
  }

  @Test
  void nobodyButTheOwnerMayReadTheFilesAndNoDraftIsLeft() throws IOException {
    bootstrap.ensure(data);

    try (Stream<Path> files = Files.list(data)) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void aSecondStartKeepsTheFilesAndNarrowsTheirMode() throws IOException {
    bootstrap.ensure(data);
    String before = Files.readString(data.resolve("admin.key"));
    Files.setPosixFilePermissions(
        data.resolve("admin.key"), PosixFilePermissions.fromString("rw-r--r--"));

    bootstrap.ensure(data);

    assertThat(Files.readString(data.resolve("admin.key"))).isEqualTo(before);
    assertThat(Files.getPosixFilePermissions(data.resolve("admin.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(index.index().keys()).hasSize(2);
  }

  @Test
  void aFileWhoseKeyWasRevokedIsReplaced() throws IOException {
    bootstrap.ensure(data);
    String before = Files.readString(data.resolve("runner.token"));
    keys.revoke(ownerOf("runner.token").orElseThrow().keyId()).toCompletableFuture().join();

    bootstrap.ensure(data);

    assertThat(Files.readString(data.resolve("runner.token"))).isNotEqualTo(before);
    assertThat(ownerOf("runner.token")).isPresent();
  }

  @Test
  void aFileWithAKeyOfTooFewScopesIsReplaced() throws IOException {
    bootstrap.ensure(data);
    Files.copy(
        data.resolve("runner.token"),
        data.resolve("admin.key"),
        StandardCopyOption.REPLACE_EXISTING);

    bootstrap.ensure(data);

    assertThat(ownerOf("admin.key").orElseThrow().has(Scope.ADMIN)).isTrue();
  }

  @Test
  void aFileOfGarbageIsReplaced() throws IOException {
    Files.write(data.resolve("admin.key"), new byte[100_000]);
    Files.writeString(data.resolve("runner.token"), "not a token\n");

    bootstrap.ensure(data);

    assertThat(ownerOf("admin.key")).isPresent();
    assertThat(ownerOf("runner.token")).isPresent();
    assertThat(index.index().keys()).extracting(ApiKey::revokedAt).containsOnlyNulls();
  }

  private Optional<Principal> ownerOf(String file) throws IOException {
    return keys.authenticateNow(Files.readString(data.resolve(file)).strip());
  }
}
