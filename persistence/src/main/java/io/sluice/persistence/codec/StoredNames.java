package io.sluice.persistence.codec;

import io.sluice.protocol.model.ExecutionId;

/** Names under which things stand in the journal for ever. */
public final class StoredNames {
  private static final String EXECUTION = "execution|";

  private StoredNames() {}

  /** The persistence id of an execution. */
  public static String persistenceId(ExecutionId execution) {
    return EXECUTION + execution.value();
  }
}
