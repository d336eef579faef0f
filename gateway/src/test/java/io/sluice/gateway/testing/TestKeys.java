package io.sluice.gateway.testing;

import io.sluice.gateway.audit.AuditKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;

/** Keys that sign for tests, made once. */
public final class TestKeys {
  public static final AuditKeys SIGNER = open();

  private TestKeys() {}

  private static AuditKeys open() {
    try {
      return AuditKeys.open(Files.createTempDirectory("keys"), Runnable::run, Instant.EPOCH);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
