package io.sluice.protocol.client;

/** The gateway refused or failed the request and said so in its error body. */
public final class SluiceProblem extends ClientFailure {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  /**
   * @param code one of the stable codes of the interface, as {@code not_found}
   * @param status the HTTP status, 400 to 599
   */
  public SluiceProblem(String code, int status, String message) {
    super(message, null);
    this.code = code;
    this.status = status;
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }
}
