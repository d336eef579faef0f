package io.sluice.gateway.cli;

/** What a user can understand and mend: one line on stderr and exit code 1, no stack trace. */
public final class UserFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public UserFailure(String message) {
    super(message);
  }

  public UserFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
