package io.sluice.gateway.bench.journal;

import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Text as builds write it: lines of a few kinds, with names, numbers and times that differ. */
final class BuildLog {
  private static final List<String> WORDS =
      List.of(
          "order", "invoice", "stock", "billing", "mail", "report", "user", "session", "search",
          "upload", "cache", "queue", "worker", "render", "export", "import", "audit", "route");

  /** Of two words, two numbers, a rate and a time. */
  private static final List<String> LINES =
      List.of(
          "[INFO] %6$d Compiling %3$d source files with javac [debug release 25] to"
              + " modules/%1$s-%2$s/target/classes\n",
          "[INFO] Tests run: %3$d, Failures: 0, Errors: 0, Skipped: %4$d, Time elapsed: %5$.3f s"
              + " -- in org.example.%1$s.%2$s.ServiceTest\n",
          "Downloaded from central: https://repo.example.org/maven2/org/example/%1$s/%2$s-%4$d.jar"
              + " (%3$d kB at %5$.1f MB/s)\n",
          "[WARNING] modules/%1$s/src/main/java/org/example/%2$s/Handler.java:[%3$d,%4$d]"
              + " [deprecation] %2$s() in Registry has been deprecated\n",
          "%6$d DEBUG [worker-%4$d] o.e.%1$s.Runner - %2$s %6$x took %3$d ms\n");

  private final Random random;
  private long millis = 1_760_000_000_000L;

  private BuildLog(Random random) {
    this.random = random;
  }

  /** So many bytes of it, the same each time. */
  static Payload of(int bytes) {
    BuildLog log = new BuildLog(new Random(bytes));
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(log.line());
    }
    return Payload.owning(
        Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), bytes));
  }

  private String line() {
    millis += random.nextInt(400);
    return String.format(
        Locale.ROOT,
        LINES.get(random.nextInt(LINES.size())),
        word(),
        word(),
        random.nextInt(900),
        random.nextInt(40),
        random.nextDouble() * 20,
        millis);
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
