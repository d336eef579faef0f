package io.sluice.persistence.sql;

/** Another gateway holds its lock. */
public final class DatabaseInUse extends DatabaseException {
  private static final long serialVersionUID = 1L;

  DatabaseInUse(String message) {
    super(message, null);
  }
}
