package io.sluice.protocol.client;

import org.jspecify.annotations.Nullable;

/** Something answered, but not as a gateway does. */
public final class UnexpectedAnswer extends ClientFailure {
  private static final long serialVersionUID = 1L;

  UnexpectedAnswer(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
