package io.sluice.persistence.codec;

import io.sluice.persistence.query.UnreadableLog;
import org.jspecify.annotations.Nullable;

/**
 * Stored bytes that this build cannot read: an unknown manifest, or bytes that are not its form.
 */
public final class UnreadableEntry extends UnreadableLog {
  private static final long serialVersionUID = 1L;

  public UnreadableEntry(String message) {
    super(message);
  }

  public UnreadableEntry(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
