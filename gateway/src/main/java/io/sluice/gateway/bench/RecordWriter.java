package io.sluice.gateway.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The process whose output is measured: writes some records as fast as it can, waits for a line
 * that says when the rest begins, and writes each of those when it is due, in one write.
 */
final class RecordWriter {
  private static final int BLOCK_BYTES = 64 * 1024;

  /** It heard too late when to begin, or has another clock than who told it. */
  private static final int TOO_LATE = 3;

  private RecordWriter() {}

  /**
   * What it writes.
   *
   * @param prelude records that are not due at any time
   * @param paced records after them
   * @param intervalNanos between those
   */
  record Load(RecordLayout layout, int prelude, int paced, long intervalNanos) {
    List<String> command() {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-cp",
          System.getProperty("java.class.path"),
          RecordWriter.class.getName(),
          Integer.toString(layout.bytes()),
          Integer.toString(prelude),
          Integer.toString(paced),
          Long.toString(intervalNanos));
    }

    long preludeBytes() {
      return (long) prelude * layout.bytes();
    }

    long allBytes() {
      return preludeBytes() + (long) paced * layout.bytes();
    }

    /** The line that it waits for. */
    static ByteBuffer begin(Schedule schedule) {
      String line = schedule.firstNanos() + "\n";
      return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** As {@link Load#command} calls it. */
  public static void main(String[] arguments) throws IOException {
    Load load =
        new Load(
            new RecordLayout(Integer.parseInt(arguments[0])),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]));
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      prelude(load, out);
      String line = new String(line(), StandardCharsets.US_ASCII);
      Schedule schedule = new Schedule(Long.parseLong(line), load.intervalNanos());
      if (schedule.firstNanos() - System.nanoTime() <= 0) {
        System.exit(TOO_LATE);
      }
      paced(load, schedule, out);
    }
  }

  private static void prelude(Load load, FileOutputStream out) throws IOException {
    int size = load.layout().bytes();
    ByteBuffer block = ByteBuffer.allocate(Math.max(size, BLOCK_BYTES / size * size));
    for (long number = 0; number < load.prelude(); number++) {
      load.layout().write(block, number, System.nanoTime());
      if (!block.hasRemaining() || number == load.prelude() - 1) {
        out.write(block.array(), 0, block.position());
        block.clear();
      }
    }
  }

  private static byte[] line() throws IOException {
    ByteBuffer line = ByteBuffer.allocate(64);
    for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
      line.put((byte) next);
    }
    return Arrays.copyOf(line.array(), line.position());
  }

  private static void paced(Load load, Schedule schedule, FileOutputStream out) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(load.layout().bytes());
    for (int turn = 0; turn < load.paced(); turn++) {
      schedule.await(turn);
      record.clear();
      load.layout().write(record, (long) load.prelude() + turn, System.nanoTime());
      out.write(record.array());
    }
  }
}
