package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Machine;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came of everything: printed at once, kept for the files. */
final class Results {
  private static final List<String> COLUMNS =
      List.of(
          "part",
          "system",
          "record_bytes",
          "writers",
          "executions",
          "in_flight",
          "round",
          "records_per_s",
          "mb_per_s",
          "p50_ms",
          "p99_ms",
          "max_ms",
          "live_heap_mb",
          "disk_per_byte",
          "load_1m");

  private final PrintStream out;
  private final List<List<String>> lines = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<Measured> medians = new ArrayList<>();

  Results(PrintStream out) {
    this.out = out;
    lines.add(COLUMNS);
  }

  /** A bound that the project set itself. */
  record Target(String what, String measured, boolean met) {
    String verdict() {
      return met ? "met" : "missed";
    }
  }

  void say(String format, @Nullable Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  /**
   * One load.
   *
   * @param heapBytes what lives in the gateway after it; null: not measured
   */
  void load(Part part, int round, Measured measured, @Nullable Long heapBytes) throws IOException {
    line(part, round, measured, heapBytes == null ? "" : decimal(heapBytes / 1e6), "");
  }

  /**
   * One load in another form.
   *
   * @param diskPerByte bytes of the table for a byte of records
   */
  void form(int round, Measured measured, double diskPerByte) throws IOException {
    line(Part.FORMS, round, measured, "", decimal(diskPerByte));
  }

  private void line(Part part, int round, Measured measured, String heap, String disk)
      throws IOException {
    Shape shape = measured.shape();
    lines.add(
        List.of(
            name(part),
            measured.system(),
            "" + shape.bytes(),
            "" + shape.writers(),
            "" + shape.streams(),
            "" + shape.inFlight(),
            "" + round,
            decimal(measured.perSecond()),
            decimal(measured.megabytesPerSecond()),
            millis(measured.p50()),
            millis(measured.p99()),
            millis(measured.longest()),
            heap,
            disk,
            loadAverage()));
  }

  /** A rate of bytes alone. */
  void rate(Part part, String system, int round, double megabytesPerSecond) throws IOException {
    lines.add(
        List.of(
            name(part),
            system,
            "",
            "",
            "",
            "",
            "" + round,
            "",
            decimal(megabytesPerSecond),
            "",
            "",
            "",
            "",
            "",
            loadAverage()));
  }

  /** What stands for all rounds of a load, for the picture. */
  void median(Measured measured) {
    medians.add(measured);
  }

  /** A target, with what was measured in words. */
  void target(String what, boolean met, String measured) {
    targets.add(new Target(what, measured, met));
  }

  void printTargets() {
    if (targets.isEmpty()) {
      return;
    }
    say("");
    say("targets");
    for (Target target : targets) {
      say("  %-78s %-34s %s", target.what() + ":", target.measured(), target.verdict());
    }
  }

  /** Into a folder, made when missing. */
  void write(Path folder) throws UserFailure {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("results.csv"), csv(lines));
      List<List<String>> verdicts = new ArrayList<>();
      verdicts.add(List.of("target", "measured", "verdict"));
      targets.forEach(t -> verdicts.add(List.of(t.what(), t.measured(), t.verdict())));
      Files.writeString(folder.resolve("targets.csv"), csv(verdicts));
      if (!medians.isEmpty()) {
        Plot.write(medians, folder.resolve("journal.png"));
      }
      say("written to %s", folder.toAbsolutePath());
    } catch (IOException failed) {
      throw new UserFailure("the results cannot be written to " + folder + ": " + failed, failed);
    }
  }

  /** Lines of cells, by RFC 4180. */
  static String csv(List<List<String>> lines) {
    return lines.stream()
        .map(cells -> cells.stream().map(Results::cell).collect(Collectors.joining(",")) + "\r\n")
        .collect(Collectors.joining());
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }

  /** Two places. */
  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String loadAverage() throws IOException {
    return Machine.loadAverage();
  }
}
