package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One execution that writes as fast as the window lets it, in turns with raw inserts of the same
 * rows by one writer that has as many in flight.
 */
final class StreamPart {
  private static final double TARGET_RATIO = 0.8;
  private static final double TARGET_CHAIN = 0.1;
  private static final int MOST_CHAINED = 50_000;
  private static final int LEAST_CHAINED = 1_000;

  private final SluiceStore sluice;
  private final RawStore raw;
  private final Baselines.Rows rows;
  private final Scale scale;
  private final Results results;

  StreamPart(SluiceStore sluice, RawStore raw, Baselines.Rows rows, Scale scale, Results results) {
    this.sluice = sluice;
    this.raw = raw;
    this.rows = rows;
    this.scale = scale;
    this.results = results;
  }

  void run() throws UserFailure, InterruptedException, IOException {
    for (int bytes : scale.sizes()) {
      results.say("");
      results.say("one execution, %s, the window full", Shape.size(bytes));
      Measured median = pairs(Shape.stream(bytes));
      chain(bytes, median);
    }
  }

  private Measured pairs(Shape shape) throws UserFailure, InterruptedException, IOException {
    List<Measured> ours = new ArrayList<>();
    List<Measured> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= scale.rounds(); round++) {
      ours.add(Load.run(sluice, shape, scale.seconds()));
      theirs.add(Load.run(raw, shape, scale.seconds()));
      ratios.add(ours.getLast().perSecond() / theirs.getLast().perSecond());
      results.load(Part.STREAM, round, ours.getLast(), null);
      results.load(Part.STREAM, round, theirs.getLast(), null);
    }
    double ratio = median(ratios);
    results.say("  %-18s %s", SluiceStore.NAME, Measured.median(ours).text());
    results.say("  %-18s %s", RawStore.NAME, Measured.median(theirs).text());
    results.say("  ratio, median of %d: %.2f", ratios.size(), ratio);
    results.target(
        "one execution, " + Shape.size(shape.bytes()) + ": at least 0.8 of raw batched inserts",
        ratio >= TARGET_RATIO,
        Results.decimal(ratio));
    return Measured.median(ours);
  }

  /** Of two in the middle the lower one. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  /** As a share of the time in which the stream brought as many rows. */
  private void chain(int bytes, Measured stream) {
    int count = Math.clamp(Math.round(stream.perSecond()), LEAST_CHAINED, MOST_CHAINED);
    long _ = rows.chain(bytes, count);
    double nanosOfRow = (double) rows.chain(bytes, count) / count;
    double share = nanosOfRow * stream.perSecond() / 1e9;
    results.say(
        "  hashing, chaining and signing take %.1f µs of a processor a row: %.1f %% of the time",
        nanosOfRow / 1e3, share * 100);
    results.target(
        "the hash chain, " + Shape.size(bytes) + ": at most 10 % of the time",
        share <= TARGET_CHAIN,
        String.format(Locale.ROOT, "%.1f %%", share * 100));
  }
}
