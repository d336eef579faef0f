package io.sluice.gateway.http;

import io.sluice.gateway.tenant.Keys;
import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.Responses.KeyBody;
import io.sluice.protocol.wire.Responses.KeyCreated;
import io.sluice.protocol.wire.Responses.KeyList;
import io.sluice.protocol.wire.WireFault;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Keys of all tenants, for administrators. */
final class KeyRoutes {
  private final Keys keys;

  KeyRoutes(Services services) {
    this.keys = services.keys();
  }

  List<Route> routes() {
    return List.of(
        Route.admin("POST", "/keys", this::create),
        Route.admin("GET", "/keys", this::list),
        Route.admin("DELETE", "/keys/{key}", this::revoke));
  }

  private CompletionStage<HttpResponse> create(Call call) {
    Requests.CreateKey request = Requests.createKey(call.body());
    TenantId wanted = request.tenant();
    TenantId tenant = wanted == null ? call.tenant() : wanted;
    return keys.create(tenant, request.name(), scopes(request.scopes()))
        .thenApply(
            made ->
                Answers.created(
                    "/v1/keys/" + made.key().id(),
                    new KeyCreated(body(made.key()), made.secretToken())));
  }

  private static Set<ApiKey.Scope> scopes(Set<String> words) {
    Set<ApiKey.Scope> scopes = EnumSet.noneOf(ApiKey.Scope.class);
    words.forEach(word -> scopes.add(scope(word)));
    return scopes.isEmpty() ? EnumSet.of(ApiKey.Scope.USER) : scopes;
  }

  private static ApiKey.Scope scope(String word) {
    return Arrays.stream(ApiKey.Scope.values())
        .filter(scope -> word(scope).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new WireFault(
                    ProblemCode.INVALID_ARGUMENT, "scopes are of user, admin and runner"));
  }

  /** A scope on the wire. */
  static String word(ApiKey.Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return keys.list()
        .thenApply(all -> Answers.ok(new KeyList(all.stream().map(KeyRoutes::body).toList())));
  }

  private CompletionStage<HttpResponse> revoke(Call call) {
    return keys.revoke(call.parameter("key"))
        .thenApply(
            revoked -> {
              if (!revoked) {
                throw new WireFault(ProblemCode.NOT_FOUND, "no such key");
              }
              return Answers.noContent();
            });
  }

  private static KeyBody body(ApiKey key) {
    return new KeyBody(
        key.id(),
        key.name(),
        key.tenant().value(),
        key.scopes().stream().map(KeyRoutes::word).sorted().toList(),
        key.createdAt().toString(),
        key.revokedAt() == null ? null : key.revokedAt().toString());
  }
}
