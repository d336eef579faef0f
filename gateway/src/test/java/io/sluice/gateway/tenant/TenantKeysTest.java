package io.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.persistence.index.ApiKey.Scope;
import io.sluice.protocol.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantKeysTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901234Z");

  private final FakeIndex rows = new FakeIndex();
  private final AtomicLong nanos = new AtomicLong();
  private final TenantKeys keys = keysOfOneNode();

  private TenantKeys keysOfOneNode() {
    return new TenantKeys(
        new AsyncIndex(rows, Runnable::run),
        InstantSource.fixed(NOW),
        nanos::get,
        new SecureRandom());
  }

  @Test
  @Tag("C16")
  void aNewKeyIsTakenForItsTenantAndScopes() {
    Keys.NewKey made = create(Scope.USER);

    Optional<Principal> principal = authenticate(made.secretToken());

    assertThat(principal).contains(new Principal(made.key().id(), TENANT, Set.of(Scope.USER)));
  }

  @Test
  @Tag("C17")
  void eachKeyLeadsToTheTenantItWasMadeForAndNoOther() {
    Keys.NewKey first = create(Scope.USER);
    Keys.NewKey second = done(keys.create(new TenantId("other"), "theirs", Set.of(Scope.USER)));

    Optional<TenantId> ofFirst = authenticate(first.secretToken()).map(Principal::tenant);
    Optional<TenantId> ofSecond = authenticate(second.secretToken()).map(Principal::tenant);

    assertThat(ofFirst).contains(TENANT);
    assertThat(ofSecond).contains(new TenantId("other"));
  }

  @Test
  void theSecretIsStoredNowhere() {
    Keys.NewKey made = create(Scope.USER);
    String secret = made.secretToken().substring(21);

    byte[] stored = rows.keys().getFirst().hash().toByteArray();

    assertThat(stored).hasSize(32).isNotEqualTo(secret.getBytes(StandardCharsets.US_ASCII));
    assertThat(made.toString()).doesNotContain(secret);
  }

  @Test
  @Tag("C16")
  void aTokenThatDiffersInOneCharacterOfTheSecretIsRefused() {
    String token = create(Scope.USER).secretToken();
    char last = token.charAt(token.length() - 1);
    String changed = token.substring(0, token.length() - 1) + (last == 'a' ? 'b' : 'a');

    Optional<Principal> principal = authenticate(changed);

    assertThat(principal).isEmpty();
  }

  @Test
  @Tag("C16")
  void theSecretOfOneKeyDoesNotOpenAnother() {
    String first = create(Scope.USER).secretToken();
    String second = create(Scope.ADMIN).secretToken();

    Optional<Principal> principal = authenticate(first.substring(0, 21) + second.substring(21));

    assertThat(principal).isEmpty();
  }

  @Test
  @Tag("C16")
  void anUnknownIdIsRefused() {
    String unknown = Token.draw(new SecureRandom()).text();

    Optional<Principal> principal = authenticate(unknown);

    assertThat(principal).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "slk_",
        "slk_0123456789abcdef_",
        "slk_0123456789abcdef_0123456789012345678901234567890123456789ab",
        "slk_0123456789abcdef_0123456789012345678901234567890123456789abcd",
        "slk_0123456789abcdef-0123456789012345678901234567890123456789abc",
        "slk_0123456789abcde'_0123456789012345678901234567890123456789abc",
        "slk_0123456789abcdef_012345678901234567890123456789012345678_abc",
        "SLK_0123456789abcdef_0123456789012345678901234567890123456789abc",
        "slk_0123456789abcdef_0123456789012345678901234567890123456789abé"
      })
  void whatIsNoTokenIsRefusedWithoutAskingTheIndex(String text) {
    create(Scope.USER);

    Optional<Principal> principal = authenticate(text);

    assertThat(principal).isEmpty();
    assertThat(rows.keyReads()).isZero();
  }

  @Test
  void aTokenOfAMebibyteIsRefused() {
    String overlong = "slk_".repeat(262_144);

    Optional<Principal> principal = authenticate(overlong);

    assertThat(principal).isEmpty();
  }

  @Test
  void aKeyThatIsUsedAgainIsNotLookedUpAgain() {
    String token = create(Scope.USER).secretToken();

    authenticate(token);
    authenticate(token);

    assertThat(rows.keyReads()).isEqualTo(1);
  }

  @Test
  void aRevocationActsAtOnce() {
    Keys.NewKey made = create(Scope.USER);
    authenticate(made.secretToken());

    boolean revoked = done(keys.revoke(made.key().id()));

    assertThat(revoked).isTrue();
    assertThat(authenticate(made.secretToken())).isEmpty();
  }

  @Test
  void aRevocationOnAnotherNodeActsWhenTheCachedKeyIsTooOld() {
    Keys.NewKey made = create(Scope.USER);
    authenticate(made.secretToken());
    done(keysOfOneNode().revoke(made.key().id()));

    nanos.addAndGet(TenantKeys.CACHED_FOR.toNanos());

    assertThat(authenticate(made.secretToken())).isEmpty();
  }

  @Test
  void aKeyIsRevokedOnce() {
    Keys.NewKey made = create(Scope.USER);
    done(keys.revoke(made.key().id()));

    boolean again = done(keys.revoke(made.key().id()));

    assertThat(again).isFalse();
    assertThat(done(keys.list())).hasSize(1);
  }

  private Keys.NewKey create(Scope... scopes) {
    return done(keys.create(TENANT, "mine", Set.of(scopes)));
  }

  private Optional<Principal> authenticate(String token) {
    return done(keys.authenticate(token));
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
