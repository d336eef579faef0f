package io.sluice.protocol.model;

import java.util.Arrays;
import java.util.Optional;

/** The signals that may be asked for (promise C1), and KILL, which only a kill sends. */
public enum Signal {
  HUP(1),
  INT(2),
  QUIT(3),
  ABRT(6),
  KILL(9),
  USR1(10),
  USR2(12),
  TERM(15),
  WINCH(28);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /** The number on Linux. */
  public int number() {
    return number;
  }

  public static Optional<Signal> ofNumber(int number) {
    return Arrays.stream(values()).filter(signal -> signal.number == number).findFirst();
  }
}
