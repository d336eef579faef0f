package io.sluice.gateway.recording;

import java.nio.charset.StandardCharsets;

/** Lines of a recording, in bytes; their times, in µs, never go back. */
final class CastLines {
  private static final byte[] DATA = "\", \"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CODE = ", \"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\"]\n".getBytes(StandardCharsets.US_ASCII);

  private final boolean sinceLast;
  private Bytes bytes = new Bytes(256);
  private long written;
  private long last;

  /**
   * @param sinceLast whether times count from the event before
   */
  CastLines(boolean sinceLast) {
    this.sinceLast = sinceLast;
  }

  /** How far time came. */
  long lastMicros() {
    return last;
  }

  /** The next line has this time at least. */
  void advance(long timeMicros) {
    last = Math.max(last, timeMicros);
  }

  /** Begins a line; then its data is to be added to what is given, and the line to be ended. */
  Bytes begin(long timeMicros, char code) {
    advance(timeMicros);
    bytes.add('[');
    seconds(sinceLast ? last - written : last);
    bytes.add(CODE);
    bytes.add(code);
    bytes.add(DATA);
    written = last;
    return bytes;
  }

  void end() {
    bytes.add(END);
  }

  /** A whole line, whose data needs no escapes. */
  void add(long timeMicros, char code, String data) {
    begin(timeMicros, code).add(data.getBytes(StandardCharsets.US_ASCII));
    end();
  }

  /** Something else, in UTF-8, on a line of its own. */
  void add(String line) {
    bytes.add(line.getBytes(StandardCharsets.UTF_8));
    bytes.add('\n');
  }

  /** What was added since the last time. */
  byte[] take() {
    byte[] taken = bytes.copy();
    bytes = new Bytes(256);
    return taken;
  }

  /** With six decimals. */
  private void seconds(long micros) {
    bytes.add(Long.toString(micros / 1_000_000).getBytes(StandardCharsets.US_ASCII));
    bytes.add('.');
    long rest = micros % 1_000_000;
    for (long unit = 100_000; unit > 0; unit /= 10) {
      bytes.add('0' + (int) (rest / unit % 10));
    }
  }
}
