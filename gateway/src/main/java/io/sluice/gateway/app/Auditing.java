package io.sluice.gateway.app;

import io.sluice.gateway.audit.AccessDesk;
import io.sluice.gateway.audit.AuditKeys;
import io.sluice.gateway.audit.Audits;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.SqlAccessTrail;
import io.sluice.persistence.sql.SqlRowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Opens what proves logs and tells who came to them. */
final class Auditing {
  private static final String DIRECTORY = "audit-keys";

  private Auditing() {}

  /** On a thread of their own: signing is work for a processor, and nobody waits for it. */
  static AuditKeys openKeys(Path data, Instant now) throws UserFailure {
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

  static Audits over(
      Database database,
      ExecutorService blocking,
      AuditKeys keys,
      InstantSource clock,
      Tuning tuning) {
    SqlAccessTrail trail = new SqlAccessTrail(database);
    AccessDesk desk = AccessDesk.start(trail, keys, clock, tuning.recordsInput());
    return new Audits(new SqlRowReader(database, blocking), keys, trail, desk, blocking);
  }
}
