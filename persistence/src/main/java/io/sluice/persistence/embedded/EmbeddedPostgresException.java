package io.sluice.persistence.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot run; the message is one sentence for a user. */
public final class EmbeddedPostgresException extends Exception {
  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
