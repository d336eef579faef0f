package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.util.Locale;

/**
 * What a consumer that waits for output costs the gateway, beside a connection of which HTTP knows
 * no more than that it is open.
 */
final class IdleBench {
  /** One record that shows each consumer to be there, and then nothing. */
  private static final RecordWriter.Load LOAD =
      new RecordWriter.Load(new RecordLayout(64), 1, 0, 1);

  private static final long SETTLE_MILLIS = 2_000;
  private static final double TARGET_BYTES = 30_000;

  private final ResumeStage stage;

  IdleBench(ResumeStage stage) {
    this.stage = stage;
  }

  void run(int clients) throws UserFailure, InterruptedException, IOException {
    stage.heading(clients + " idle consumers of one execution");
    String id = stage.start(LOAD);
    long pid = stage.gateway().pid();
    long before;
    long connected;
    try (Crowd first = Crowd.attach(stage.consumers(), id, LOAD, Crowd.indifferent(1))) {
      first.awaitPrelude();
      before = heap(pid);
      try (var _ = IdleConnections.open(stage.gateway().access().url(), clients)) {
        connected = heap(pid);
      }
    }
    long begin = System.nanoTime();
    long attached;
    long with;
    try (Crowd crowd = Crowd.attach(stage.consumers(), id, LOAD, Crowd.indifferent(clients))) {
      crowd.awaitPrelude();
      attached = System.nanoTime() - begin;
      with = heap(pid);
      stage.client().kill(id);
      crowd.awaitExit();
    }
    long after = heap(pid);
    double each = (double) (with - before) / clients;
    double floor = (double) (connected - before) / clients;
    stage.row("all attach at once, each has its first byte after", Samples.millis(attached));
    stage.row(
        "live heap of the gateway",
        "%s before, %s with them, %s after".formatted(mega(before), mega(with), mega(after)));
    stage.row("heap of a kept connection without a stream", kilo(floor));
    stage.row(
        "heap of each",
        "%s, ratio %s".formatted(kilo(each), String.format(Locale.ROOT, "%.1f", each / floor)));
    stage.row("target: below 30 kB", ResumeStage.verdict(each < TARGET_BYTES));
  }

  private static long heap(long pid) throws UserFailure, InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    return LiveHeap.bytes(pid);
  }

  private static String kilo(double bytes) {
    return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
  }

  private static String mega(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
