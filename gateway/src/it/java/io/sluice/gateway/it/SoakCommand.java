package io.sluice.gateway.it;

import io.sluice.protocol.client.ExecRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** What one execution of a soak writes: random bytes or ASCII, laid down in files beforehand. */
final class SoakCommand {
  private static final int TINY = 40;
  private static final int MIDDLE = 300 * 1024;
  private static final int LARGE = 3 << 20;
  private static final int PIECE = 4 * 1024;
  private static final int PIECES = 60;

  private final ExecRequest request;
  private final byte[] stdout;
  private final byte[] stderr;
  private final boolean ascii;
  private final int exitCode;

  private SoakCommand(
      ExecRequest request, byte[] stdout, byte[] stderr, boolean ascii, int exitCode) {
    this.request = request;
    this.stdout = stdout;
    this.stderr = stderr;
    this.exitCode = exitCode;
    this.ascii = ascii;
  }

  ExecRequest request() {
    return request;
  }

  byte[] stdout() {
    return stdout.clone();
  }

  byte[] stderr() {
    return stderr.clone();
  }

  /** Whether no byte of it can be a part of a longer character. */
  boolean isAscii() {
    return ascii;
  }

  int exitCode() {
    return exitCode;
  }

  /** One of a kind that the random source picks: tiny, all at once, large, or bit by bit. */
  static SoakCommand any(Random random, Path directory, String name) throws IOException {
    return switch (random.nextInt(5)) {
      case 0 -> of(random, directory.resolve(name), TINY, ALL_AT_ONCE);
      case 1, 2 -> of(random, directory.resolve(name), MIDDLE, ALL_AT_ONCE);
      case 3 -> of(random, directory.resolve(name), LARGE, ALL_AT_ONCE);
      default -> of(random, directory.resolve(name), PIECE * PIECES, BIT_BY_BIT);
    };
  }

  private static final String ALL_AT_ONCE = "cat $0.out & cat $0.err >&2; wait; exit $1";

  private static final String BIT_BY_BIT =
      "for i in $(seq 0 "
          + (PIECES - 1)
          + "); do dd if=$0.out bs="
          + PIECE
          + " skip=$i count=1 status=none; dd if=$0.err bs="
          + PIECE
          + " skip=$i count=1 status=none >&2; sleep 0.02; done; exit $1";

  private static SoakCommand of(Random random, Path file, int most, String script)
      throws IOException {
    boolean ascii = random.nextBoolean();
    byte[] out = bytes(random, random.nextInt(most), ascii);
    byte[] err = bytes(random, random.nextInt(most / 3), ascii);
    Files.write(Path.of(file + ".out"), out);
    Files.write(Path.of(file + ".err"), err);
    int exitCode = random.nextInt(100);
    return new SoakCommand(
        ExecRequest.of("sh", "-c", script, file.toString(), Integer.toString(exitCode)),
        out,
        err,
        ascii,
        exitCode);
  }

  private static byte[] bytes(Random random, int count, boolean ascii) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    for (int i = 0; ascii && i < count; i++) {
      bytes[i] &= 0x7f;
    }
    return bytes;
  }
}
