package io.sluice.gateway.tenant;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells whose a bearer token is. */
public interface Authenticator {
  /**
   * Empty for any token that is not valid now; the time it takes tells nothing about the secret.
   */
  CompletionStage<Optional<Principal>> authenticate(String bearerToken);
}
