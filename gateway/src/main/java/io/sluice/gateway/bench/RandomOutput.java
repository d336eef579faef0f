package io.sluice.gateway.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Commands whose output no compressor shortens, as fast as a file in memory is copied. */
final class RandomOutput {
  private static final int MIB = 1024 * 1024;
  private static final int BLOCK_KIB = 64;

  private final Path file;

  private RandomOutput(Path file) {
    this.file = file;
  }

  /**
   * Writes the file that they copy; it stays as long as the directory.
   *
   * @param mib most of what one of them writes
   */
  static RandomOutput in(Path directory, int mib) throws IOException {
    Path file = directory.resolve("random-output");
    Random random = new Random(mib);
    byte[] block = new byte[MIB];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int written = 0; written < mib; written++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return new RandomOutput(file);
  }

  /** Writes so much, in blocks of 64 KiB. */
  List<String> command(int mib) {
    return List.of(
        "dd",
        "if=" + file,
        "bs=" + BLOCK_KIB + "k",
        "count=" + mib * 1024L / BLOCK_KIB,
        "status=none");
  }
}
