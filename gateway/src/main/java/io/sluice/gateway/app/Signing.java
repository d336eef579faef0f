package io.sluice.gateway.app;

import io.sluice.gateway.audit.AuditKeys;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;

/** Opens the keys that sign logs. */
final class Signing {
  private static final String DIRECTORY = "audit-keys";

  private Signing() {}

  /** On a thread of their own: signing is work for a processor, and nobody waits for it. */
  static AuditKeys open(Path data, Instant now) throws UserFailure {
    try {
      return AuditKeys.open(
          data.resolve(DIRECTORY),
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("sluice-signer").factory()),
          now);
    } catch (IOException failed) {
      throw new UserFailure("the keys that sign logs: " + failed.getMessage(), failed);
    }
  }
}
