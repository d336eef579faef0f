package io.sluice.persistence.sql;

import org.jspecify.annotations.Nullable;

/** The database cannot be used; the message is one sentence for a user and holds no secret. */
public abstract sealed class DatabaseException extends Exception
    permits DatabaseUnavailable, DatabaseInUse, SchemaMismatch {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
