package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.LiveHeap;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Very many executions: what each costs while it is idle, and whether they slow down writers. */
final class ManyPart {
  private static final int WARM_UP = 200;
  private static final int FEW = 10;
  private static final int WRITERS = 50;
  private static final long SETTLE_MILLIS = 2_000;
  private static final double TARGET_HEAP_BYTES = 10_000;
  private static final double TARGET_RATIO = 0.9;

  private final SluiceStore sluice;
  private final Scale scale;
  private final Results results;
  private final long gatewayPid;

  ManyPart(SluiceStore sluice, Scale scale, Results results, long gatewayPid) {
    this.sluice = sluice;
    this.scale = scale;
    this.results = results;
    this.gatewayPid = gatewayPid;
  }

  void run() throws UserFailure, InterruptedException, IOException {
    results.say("");
    results.say("%,d executions", scale.many());
    List<String> _ = sluice.start(WARM_UP);
    long before = heap();
    List<String> all = sluice.start(scale.many());
    long with = heap();
    double each = (double) (with - before) / scale.many();
    results.say(
        "  live heap of the gateway: %.1f MB, %.1f MB with them, %.1f kB each",
        before / 1e6, with / 1e6, each / 1e3);
    results.target(
        "%,d idle executions: at most 10 kB of heap each".formatted(scale.many()),
        each <= TARGET_HEAP_BYTES,
        String.format(Locale.ROOT, "%.1f kB", each / 1e3));
    turns(all);
  }

  private long heap() throws UserFailure, InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    return LiveHeap.bytes(gatewayPid);
  }

  private void turns(List<String> all) throws UserFailure, InterruptedException, IOException {
    int bytes = scale.sizes().getFirst();
    int few = Math.min(FEW, all.size());
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= scale.rounds(); round++) {
      Measured ofFew = over(all.subList(0, few), bytes);
      Measured ofAll = over(all, bytes);
      ratios.add(ofAll.perSecond() / ofFew.perSecond());
      results.load(Part.MANY, round, ofFew, null);
      results.load(Part.MANY, round, ofAll, null);
      results.say("  over %,6d: %s", few, ofFew.text());
      results.say("  over %,6d: %s", all.size(), ofAll.text());
    }
    double ratio = StreamPart.median(ratios);
    results.target(
        "throughput with %,d executions: at least 0.9 of that with %d".formatted(all.size(), few),
        ratio >= TARGET_RATIO,
        Results.decimal(ratio));
  }

  private Measured over(List<String> executions, int bytes)
      throws UserFailure, InterruptedException {
    Shape shape = new Shape(bytes, WRITERS, executions.size(), 1);
    try (Intake intake = sluice.into(executions)) {
      return Load.run(SluiceStore.NAME, intake, shape, scale.seconds());
    }
  }
}
