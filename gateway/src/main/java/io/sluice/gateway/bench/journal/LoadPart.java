package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.LiveHeap;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The same records by the same writers into every system, in turns. */
final class LoadPart {
  private static final int TARGET_BYTES = 256;
  private static final int TARGET_WRITERS = 50;

  private static final double TARGET_PER_SECOND = 30_000;
  private static final long TARGET_P99_NANOS = TimeUnit.MILLISECONDS.toNanos(6);

  private final List<Store> stores;
  private final @Nullable Pgbench pgbench;
  private final Scale scale;
  private final Results results;
  private final long gatewayPid;

  /**
   * @param stores ours first, raw inserts second
   * @param pgbench null: not installed
   */
  LoadPart(
      List<Store> stores,
      @Nullable Pgbench pgbench,
      Scale scale,
      Results results,
      long gatewayPid) {
    this.stores = stores;
    this.pgbench = pgbench;
    this.scale = scale;
    this.results = results;
    this.gatewayPid = gatewayPid;
  }

  void run() throws UserFailure, InterruptedException, IOException {
    Shape first = new Shape(TARGET_BYTES, TARGET_WRITERS, TARGET_WRITERS, 1);
    Measured _ = Load.run(stores.getFirst(), first, scale.warmupSeconds());
    for (Shape shape : scale.shapes()) {
      results.say("");
      results.say("%s", shape.text());
      Map<String, List<Measured>> measured = new LinkedHashMap<>();
      Long heap = null;
      for (int round = 1; round <= scale.rounds(); round++) {
        for (Store store : stores) {
          Measured one = Load.run(store, shape, scale.seconds());
          boolean heapCounts = store.name().equals(SluiceStore.NAME) && round == scale.rounds();
          heap = heapCounts ? Long.valueOf(LiveHeap.bytes(gatewayPid)) : heap;
          results.load(Part.LOAD, round, one, heapCounts ? heap : null);
          measured.computeIfAbsent(store.name(), _ -> new ArrayList<>()).add(one);
        }
      }
      if (pgbench != null) {
        Measured single = pgbench.run(shape, scale.seconds());
        results.load(Part.LOAD, 1, single, null);
        measured.put(Pgbench.NAME, List.of(single));
      }
      tell(shape, measured, heap);
    }
  }

  private void tell(Shape shape, Map<String, List<Measured>> measured, @Nullable Long heap) {
    List<Measured> ours = measured.getOrDefault(SluiceStore.NAME, List.of());
    for (Map.Entry<String, List<Measured>> entry : measured.entrySet()) {
      Measured median = Measured.median(entry.getValue());
      results.median(median.standingFor(shape));
      boolean isOurs = entry.getKey().equals(SluiceStore.NAME);
      String beside = isOurs ? "" : ", sluice is %.2f of it".formatted(ratio(ours, entry));
      String fewer =
          median.shape().writers() == shape.writers()
              ? ""
              : " (%d writers)".formatted(median.shape().writers());
      results.say("  %-18s %s%s%s", entry.getKey(), median.text(), beside, fewer);
    }
    if (heap != null) {
      results.say("  live heap of the gateway after it: %.1f MB", heap / 1e6);
    }
    if (isTarget(shape)) {
      Measured median = Measured.median(ours);
      results.target(
          "256 B, 50 writers, %d in flight: at least 30,000 records/s, p99 below 6 ms"
              .formatted(shape.inFlight()),
          median.perSecond() >= TARGET_PER_SECOND && median.p99() < TARGET_P99_NANOS,
          String.format(
              Locale.ROOT, "%,.0f records/s, p99 %.2f ms", median.perSecond(), median.p99() / 1e6));
    }
  }

  private static boolean isTarget(Shape shape) {
    return shape.bytes() == TARGET_BYTES
        && shape.writers() == TARGET_WRITERS
        && shape.streams() == TARGET_WRITERS;
  }

  private static double ratio(List<Measured> ours, Map.Entry<String, List<Measured>> theirs) {
    return Measured.median(ours).perSecond() / Measured.median(theirs.getValue()).perSecond();
  }
}
