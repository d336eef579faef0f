package io.sluice.protocol.model;

/** How a process ended, as its parent was told. */
public sealed interface ExitStatus {
  /** It ended by itself, with a code of 0 to 255. */
  record Code(int code) implements ExitStatus {
    /**
     * @throws IllegalArgumentException outside 0 to 255
     */
    public Code {
      if (code < 0 || code > 255) {
        throw new IllegalArgumentException("an exit code is 0 to 255: " + code);
      }
    }
  }

  /** A signal ended it: 1 to 64, as the kernel gave it. */
  record Signalled(int number) implements ExitStatus {
    /**
     * @throws IllegalArgumentException outside 1 to 64
     */
    public Signalled {
      if (number < 1 || number > 64) {
        throw new IllegalArgumentException("a signal is 1 to 64: " + number);
      }
    }
  }

  /** Nobody knows, as when the runner was lost; never taken for 0. */
  record Unknown() implements ExitStatus {}
}
