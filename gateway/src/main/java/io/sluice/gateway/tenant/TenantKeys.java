package io.sluice.gateway.tenant;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.Index;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the index, with a small cache before it. A revocation acts at once on this node, and on
 * others within {@link #CACHED_FOR}. What is not in the index is never cached, so that made-up ids
 * cannot drive real ones out.
 */
public final class TenantKeys implements Authenticator, Keys {
  /** How long a key may be believed without asking the database. */
  static final Duration CACHED_FOR = Duration.ofSeconds(5);

  private static final int CACHED_KEYS = 10_000;

  /** No secret has this hash for all anybody knows; compared with when there is no key. */
  private static final Payload NO_HASH = Payload.owning(new byte[32]);

  private final AsyncIndex index;
  private final InstantSource clock;
  private final SecureRandom random;
  private final AsyncCache<String, @Nullable ApiKey> cache;

  /**
   * Reads and writes keys of an index.
   *
   * @param nanoTime a clock that never goes back, in ns, for the age of what is cached
   */
  public TenantKeys(
      AsyncIndex index, InstantSource clock, LongSupplier nanoTime, SecureRandom random) {
    this.index = index;
    this.clock = clock;
    this.random = random;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(CACHED_KEYS)
            .expireAfterWrite(CACHED_FOR)
            .ticker(nanoTime::getAsLong)
            .executor(index.executor())
            .buildAsync();
  }

  @Override
  public CompletionStage<Optional<Principal>> authenticate(String bearerToken) {
    return Token.parse(bearerToken)
        .<CompletionStage<Optional<Principal>>>map(
            token -> lookUp(token.id()).thenApply(key -> principal(token, key)))
        .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
  }

  /** The same, blocking and past the cache: for a start. */
  Optional<Principal> authenticateNow(String bearerToken) {
    return Token.parse(bearerToken)
        .flatMap(token -> principal(token, index.index().key(token.id()).orElse(null)));
  }

  @Override
  public CompletionStage<NewKey> create(TenantId tenant, String name, Set<ApiKey.Scope> scopes) {
    return index.call(_ -> createNow(tenant, name, scopes));
  }

  /** The same, blocking. */
  NewKey createNow(TenantId tenant, String name, Set<ApiKey.Scope> scopes) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Token token = Token.draw(random);
    ApiKey key = new ApiKey(token.id(), tenant, name, scopes, token.hash(), now, null);
    index.index().ensureTenant(tenant, now);
    index.index().insertKey(key);
    return new NewKey(key, token.text());
  }

  @Override
  public CompletionStage<List<ApiKey>> list() {
    return index.call(Index::keys);
  }

  @Override
  public CompletionStage<Boolean> revoke(String id) {
    return index.call(
        rows -> {
          boolean revoked = rows.revokeKey(id, clock.instant().truncatedTo(ChronoUnit.MICROS));
          // After the commit: a lookup under way that still saw the key leaves the cache too.
          cache.synchronous().invalidate(id);
          return revoked;
        });
  }

  private CompletableFuture<@Nullable ApiKey> lookUp(String id) {
    return cache.get(
        id, (wanted, _) -> index.<@Nullable ApiKey>call(rows -> rows.key(wanted).orElse(null)));
  }

  /** The same work whether or not there is such a key, so that time tells nothing. */
  private static Optional<Principal> principal(Token token, @Nullable ApiKey found) {
    boolean valid = found != null && found.revokedAt() == null;
    byte[] stored = (found == null ? NO_HASH : found.hash()).toByteArray();
    boolean matches = MessageDigest.isEqual(stored, token.hash().toByteArray());
    return found != null && valid && matches
        ? Optional.of(new Principal(found.id(), found.tenant(), found.scopes()))
        : Optional.empty();
  }
}
