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
    return switch (random.nextInt(5)) {
      case 0 ->
          line(
              "[INFO] %d Compiling %d source files with javac [debug release 25] to"
                  + " modules/%s-%s/target/classes%n",
              millis, random.nextInt(300), word(), word());
      case 1 ->
          line(
              "[INFO] Tests run: %d, Failures: 0, Errors: 0, Skipped: %d, Time elapsed: %.3f s"
                  + " -- in org.example.%s.%s.ServiceTest%n",
              random.nextInt(90), random.nextInt(3), random.nextDouble(), word(), word());
      case 2 ->
          line(
              "Downloaded from central: https://repo.example.org/maven2/org/example/%s/%s-%d.%d.jar"
                  + " (%d kB at %.1f MB/s)%n",
              word(),
              word(),
              random.nextInt(9),
              random.nextInt(40),
              random.nextInt(900),
              random.nextDouble() * 20);
      case 3 ->
          line(
              "[WARNING] modules/%s/src/main/java/org/example/%s/Handler.java:[%d,%d]"
                  + " [deprecation] %s() in Registry has been deprecated%n",
              word(), word(), random.nextInt(400), random.nextInt(90), word());
      default ->
          line(
              "%d DEBUG [worker-%d] o.e.%s.Runner - %s %08x took %d ms%n",
              millis, random.nextInt(16), word(), word(), random.nextInt(), random.nextInt(2_000));
    };
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
