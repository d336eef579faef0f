package io.sluice.persistence.codec;

import io.sluice.protocol.model.ExecutionId;

/** Names under which things stand in the journal for ever. */
public final class StoredNames {
  /** Of the event serializer; in every row of the journal. */
  public static final int EVENT_SERIALIZER = 7_100_001;

  /** Of the snapshot serializer; in every row of the snapshots. */
  public static final int STATE_SERIALIZER = 7_100_002;

  private static final String EXECUTION = "execution|";

  private StoredNames() {}

  /** The persistence id of an execution. */
  public static String persistenceId(ExecutionId execution) {
    return EXECUTION + execution.value();
  }
}
