package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lives in the heap of another Java process after a full collection. */
public final class LiveHeap {
  /** The last line of a class histogram: how many objects, how many bytes. */
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  /** What the first collection found dead, references hold until the next. */
  private static final int COLLECTIONS = 2;

  private LiveHeap() {}

  /**
   * In bytes, as the {@code jcmd} of this Java tells.
   *
   * @throws UserFailure when there is none, or it does not
   */
  public static long bytes(long pid) throws UserFailure, InterruptedException {
    long bytes = 0;
    for (int collection = 0; collection < COLLECTIONS; collection++) {
      bytes = total(histogram(pid));
    }
    return bytes;
  }

  static long total(String histogram) throws UserFailure {
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new UserFailure("jcmd shows no heap: " + histogram.strip());
    }
    return Long.parseLong(total.group(1));
  }

  private static String histogram(long pid) throws UserFailure, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException failed) {
      throw new UserFailure("the heap cannot be measured without jcmd of a JDK", failed);
    }
  }
}
