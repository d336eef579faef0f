package io.sluice.persistence.sql;

import org.jspecify.annotations.Nullable;

/** Its tables are newer than this build, not ours, or could not be migrated. */
public final class SchemaMismatch extends DatabaseException {
  private static final long serialVersionUID = 1L;

  SchemaMismatch(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
