package io.sluice.gateway.http;

import io.sluice.gateway.tenant.Authenticator;
import io.sluice.gateway.tenant.Principal;
import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Lets in whoever has a valid key (C16). */
record Gate(Authenticator authenticator) {
  private static final String SCHEME = "bearer ";
  private static final int MAX_TOKEN = 1024;

  /** The stage fails with unauthenticated for anything but one valid bearer token. */
  CompletionStage<Principal> principal(HttpRequest request) {
    String header = request.getHeader("Authorization").map(h -> h.value().strip()).orElse("");
    if (header.length() > MAX_TOKEN || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return CompletableFuture.failedStage(unauthenticated());
    }
    return authenticator
        .authenticate(header.substring(SCHEME.length()).strip())
        .thenApply(found -> found.orElseThrow(Gate::unauthenticated));
  }

  /**
   * @throws WireFault permission_denied when the key is not good for this
   */
  static void require(Principal principal, ApiKey.Scope scope) {
    if (!principal.has(scope)) {
      throw new WireFault(
          ProblemCode.PERMISSION_DENIED, "the key lacks the scope " + KeyRoutes.word(scope));
    }
  }

  private static WireFault unauthenticated() {
    return new WireFault(ProblemCode.UNAUTHENTICATED, "a valid bearer token is needed");
  }
}
