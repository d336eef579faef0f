package io.sluice.protocol.model;

/** Where output came from; a terminal has stdout only. */
public enum Channel {
  STDOUT(1),
  STDERR(2);

  private final int code;

  Channel(int code) {
    this.code = code;
  }

  /** The number on the wire and in the journal. */
  public int code() {
    return code;
  }

  /**
   * @throws IllegalArgumentException for any other number
   */
  public static Channel ofCode(int code) {
    return switch (code) {
      case 1 -> STDOUT;
      case 2 -> STDERR;
      default -> throw new IllegalArgumentException("no channel has the number " + code);
    };
  }
}
