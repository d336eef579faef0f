package io.sluice.gateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a result depends on besides us: the processors, who else uses them, and the disk. */
public final class Machine {
  private static final int PAGE_BYTES = 8 * 1024;

  private Machine() {}

  /** Such as {@code 2 processors, load 0.50 0.60 0.70}. */
  public static String load() throws IOException {
    String[] averages = averages();
    return Runtime.getRuntime().availableProcessors()
        + " processors, load "
        + String.join(" ", averages[0], averages[1], averages[2]);
  }

  /** Of the last minute. */
  public static String loadAverage() throws IOException {
    return averages()[0];
  }

  private static String[] averages() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 4);
  }

  /** Appends a page and forces it to the disk, as a commit of the database does at least once. */
  public static Samples forcedWrites(Path directory, int count) throws IOException {
    Path file = directory.resolve("forced-writes");
    Samples samples = new Samples();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int write = 0; write < count; write++) {
        long begin = System.nanoTime();
        channel.write(ByteBuffer.allocate(PAGE_BYTES));
        channel.force(false);
        samples.add(System.nanoTime() - begin);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return samples;
  }
}
