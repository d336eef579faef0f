package io.sluice.persistence.sql;

/** It cannot be reached, or does not let us in. */
public final class DatabaseUnavailable extends DatabaseException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
