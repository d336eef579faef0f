package io.sluice.protocol.client;

import org.jspecify.annotations.Nullable;

/** Why a call gave no result. Its message is one line that a user can read. */
public abstract sealed class ClientFailure extends RuntimeException
    permits SluiceProblem, GatewayUnreachable, UnexpectedAnswer {
  private static final long serialVersionUID = 1L;

  ClientFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
