package io.sluice.gateway.recording;

/** What waits for the end of a sequence, and what came of it. */
final class Held {
  /** So much may wait; the colours of a whole palette fit. */
  static final int MAX = 8 * 1024;

  static final int ESC = 0x1b;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1a;

  final Bytes bytes = new Bytes(64);

  /** What passed. */
  Bytes out = new Bytes(0);

  /** Where the present sequence begins; before it lie some that it broke off. */
  private int start;

  /** A string has passed whose terminator has not. */
  private boolean open;

  /** A string was dropped whose terminator has to go too. */
  private boolean endless;

  int start() {
    return start;
  }

  boolean isFull() {
    return bytes.size() >= MAX;
  }

  boolean isEndless() {
    return endless;
  }

  /** An escape; what it breaks off waits with it, so that nothing else can finish it. */
  void begin() {
    if (isFull()) {
      bytes.clear();
    }
    start = bytes.size();
    bytes.add(ESC);
  }

  /** An escape that ends a string, which passed or was dropped. */
  void beginAfterString(boolean passed) {
    open = passed;
    endless = !passed;
    begin();
  }

  /** All of it passes. */
  void release() {
    out.add(bytes);
    forget();
  }

  /**
   * The present sequence goes, and what it broke off; a string before that is ended in its place.
   */
  void drop() {
    if (open) {
      out.add(ESC);
      out.add('\\');
    }
    for (int at = 0; at < start; at++) {
      int value = bytes.at(at);
      if (value < ' ' && value != ESC) {
        out.add(value);
      }
    }
    forget();
  }

  /** The same of one within which control characters act as if they stood before it. */
  void dropControl() {
    start = bytes.size();
    drop();
  }

  void forget() {
    bytes.clear();
    start = 0;
    open = false;
    endless = false;
  }

  /** Breaks off any sequence. */
  static boolean isCancel(int value) {
    return value == CAN || value == SUB;
  }
}
