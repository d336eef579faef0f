package io.sluice.persistence.query;

import io.sluice.protocol.model.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * A log of which entries are missing, or are not what this build can read; others are not
 * concerned.
 */
public final class LogDamaged extends UnreadableLog {
  private static final long serialVersionUID = 1;

  private final String execution;

  public LogDamaged(ExecutionId execution, String how, @Nullable Throwable cause) {
    super("the log of " + execution.value() + " is damaged: " + how, cause);
    this.execution = execution.value();
  }

  public ExecutionId execution() {
    return new ExecutionId(execution);
  }
}
