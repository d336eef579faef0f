package io.sluice.persistence.query;

import org.jspecify.annotations.Nullable;

/**
 * Entries of a log cannot be read: their bytes are of no known form, contradict each other, or are
 * missing though nobody removed them. Other logs are not concerned.
 */
public class UnreadableLog extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableLog(String message) {
    super(message);
  }

  public UnreadableLog(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
