package io.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.persistence.audit.AuditKey;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedAnchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T4")
class AuditKeysTest {
  private static final Anchor ANCHOR =
      new Anchor(
          new ExecutionId("e1"), Chain.START, Offset.ZERO, Anchor.TrimPoint.NOTHING, Instant.EPOCH);

  @TempDir Path directory;

  private AuditKeys open() throws IOException {
    return AuditKeys.open(directory, Runnable::run, Instant.EPOCH);
  }

  private static SignedAnchor sign(AuditKeys keys) {
    return keys.sign(ANCHOR).toCompletableFuture().join();
  }

  @Test
  void theFirstKeyIsMadeOnceAndNobodyElseMayReadIt() throws Exception {
    AuditKey first = open().all().getFirst();

    assertThat(open().all()).containsExactly(first);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void afterARotationTheNewKeySignsAndTheOldOneStillChecks() throws Exception {
    AuditKeys keys = open();
    SignedAnchor before = sign(keys);

    AuditKey rotated = keys.rotate(Instant.EPOCH.plusSeconds(1));
    SignedAnchor after = sign(open());

    assertThat(after.seal().keyId()).isEqualTo(rotated.id()).isNotEqualTo(before.seal().keyId());
    assertThat(open().all().getFirst().signed(before.anchor().statement(), before.seal())).isTrue();
    assertThat(rotated.signed(after.anchor().statement(), after.seal())).isTrue();
    assertThat(rotated.signed(before.anchor().statement(), before.seal())).isFalse();
  }

  @Test
  void aSignatureIsGoodForWhatWasSignedOnly() throws Exception {
    AuditKeys keys = open();
    SignedAnchor signed = sign(keys);
    Anchor other =
        new Anchor(
            new ExecutionId("e2"), Chain.START, Offset.ZERO, ANCHOR.trimmed(), Instant.EPOCH);

    AuditKey key = keys.all().getFirst();

    Seal seal = signed.seal();
    assertThat(key.signed(ANCHOR.statement(), seal)).isTrue();
    assertThat(key.signed(other.statement(), seal)).isFalse();
    assertThat(key.signed(ANCHOR.statement(), new Seal(seal.keyId(), Payload.utf8("x")))).isFalse();
  }

  @Test
  void aFileThatIsNoKeyIsNamedAndNothingOfItIsShown() throws Exception {
    Files.writeString(directory.resolve("spoilt.json"), "{\"public_key\":\"secret\"}");

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("spoilt.json")
        .hasMessageNotContaining("secret");
  }
}
