package io.sluice.persistence.embedded;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Starts a server, says its process id, and waits to be killed. */
final class CrashingGateway {
  private CrashingGateway() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedPostgres.Settings defaults = EmbeddedPostgres.Settings.in(Path.of(arguments[0]));
    Duration grace = Duration.ofSeconds(Long.parseLong(arguments[1]));
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Settings(
                defaults.directory(), defaults.binaries(), grace, new SecureRandom()));
    System.out.println(postgres.process().pid());
    new CountDownLatch(1).await();
  }
}
