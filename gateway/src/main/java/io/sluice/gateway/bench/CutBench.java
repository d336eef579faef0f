package io.sluice.gateway.bench;

import io.sluice.gateway.cli.LineCutter;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many observers of one execution over a line that is cut: how long until each has all that was
 * written, on a new connection, and waits for more. Beside it the first attach of all at once, over
 * the same line.
 */
final class CutBench {
  private static final long INTERVAL_NANOS = 250_000_000;

  /** For ten minutes; it is killed when all is measured. */
  private static final RecordWriter.Load LOAD =
      new RecordWriter.Load(new RecordLayout(64), 1024, 2400, INTERVAL_NANOS);

  /** Live before the cut, so that nothing of the attach is left to do. */
  private static final int TURNS_BEFORE = 8;

  private static final long TARGET_NANOS = 5_000_000_000L;

  private final ResumeStage stage;

  /**
   * The moment of the cut, by its begin and its end; both ends of each connection were reset in it.
   */
  private record Cut(long beginNanos, long endNanos) {}

  CutBench(ResumeStage stage) {
    this.stage = stage;
  }

  void run(int clients) throws UserFailure, InterruptedException, IOException {
    stage.heading(clients + " clients of one execution, cut at once");
    AtomicReference<@Nullable Cut> cut = new AtomicReference<>();
    AtomicReference<@Nullable Schedule> schedule = new AtomicReference<>();
    List<Watch> watches =
        IntStream.range(0, clients).mapToObj(_ -> new Watch(schedule, cut)).toList();
    try (LineCutter line = LineCutter.before(stage.gateway().access().url());
        SluiceClient client = stage.gateway().clientOf(line.url())) {
      String id = stage.start(LOAD);
      long begin = System.nanoTime();
      try (Crowd crowd = Crowd.attach(client, id, LOAD, watches)) {
        crowd.awaitPrelude();
        long attached = System.nanoTime() - begin;
        Schedule began = stage.begin(id, LOAD);
        schedule.set(began);
        began.await(TURNS_BEFORE);
        long cutBegin = System.nanoTime();
        line.cut();
        Cut done = new Cut(cutBegin, System.nanoTime());
        cut.set(done);
        Samples back = new Samples();
        for (Watch watch : watches) {
          back.add(Crowd.await(watch.caughtUp));
        }
        stage.client().kill(id);
        crowd.awaitExit();
        report(attached, done, back);
      }
    }
  }

  private void report(long attached, Cut cut, Samples back) {
    stage.row("all attach at once, each has the log after", Samples.millis(attached));
    stage.row("the cut itself took", Samples.millis(cut.endNanos() - cut.beginNanos()));
    stage.row("cut, until a client is caught up", back.summary());
    long all = back.percentile(100);
    stage.row(
        "all caught up",
        "%s, ratio to the attach %.1f".formatted(Samples.millis(all), (double) all / attached));
    stage.row("target: below 5 s", ResumeStage.verdict(all < TARGET_NANOS));
  }

  /**
   * Sees when one client is caught up: it has a record that was not due before all connections were
   * gone, and the next is not due yet.
   */
  private static final class Watch implements Crowd.Arrivals {
    private final CompletableFuture<Long> caughtUp = new CompletableFuture<>();
    private final AtomicReference<@Nullable Schedule> schedule;
    private final AtomicReference<@Nullable Cut> cut;

    Watch(AtomicReference<@Nullable Schedule> schedule, AtomicReference<@Nullable Cut> cut) {
      this.schedule = schedule;
      this.cut = cut;
    }

    @Override
    public void arrived(int turn, long writtenNanos, long now) {
      Schedule due = schedule.get();
      Cut done = cut.get();
      if (due != null
          && done != null
          && due.at(turn) > done.endNanos()
          && due.at(turn + 1L) > now) {
        caughtUp.complete(now - done.beginNanos());
      }
    }
  }
}
