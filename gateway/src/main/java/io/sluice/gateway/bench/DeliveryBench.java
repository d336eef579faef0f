package io.sluice.gateway.bench;

import static java.util.stream.Collectors.joining;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.wire.V1ServerFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * From the instant at which a chunk is due at the process until its last byte is at a consumer,
 * over the commit, beside raw commits of rows of the same size at the same rate. All take turns.
 * Whatever is late stays late: the due instant counts, not the one of the write.
 */
final class DeliveryBench {
  private static final RecordLayout LAYOUT = new RecordLayout(256);

  /** Twice the window of a consumer: who reads nothing is stalled from the beginning. */
  private static final int PRELUDE = 8 * 1024;

  private static final long INTERVAL_NANOS = 5_000_000;
  private static final int PER_SECOND = 200;
  private static final int MANY = 20;
  private static final int ROUNDS = 3;
  private static final int WARM_UP_SECONDS = 5;

  /** The gateway cuts who reads nothing for longer than 45 s. */
  private static final int MOST_SECONDS = 30;

  private static final long OVER_COMMIT_NANOS = 1_000_000;
  private static final long TAIL_NANOS = 10_000_000;

  private final ResumeStage stage;
  private final Baselines.Rows rows;
  private final Samples commits = new Samples();
  private final Samples lateness = new Samples();
  private final Map<Condition, List<Samples>> rounds = new LinkedHashMap<>();
  private int rowBytes = LAYOUT.bytes();

  /** Who reads. */
  private record Condition(int readers, boolean stalled) {
    String label() {
      String few = readers == 1 ? "1 reader" : readers + " readers";
      return stalled ? few + ", and one stalled" : few;
    }
  }

  DeliveryBench(ResumeStage stage, Baselines.Rows rows) {
    this.stage = stage;
    this.rows = rows;
    for (int readers : List.of(1, MANY)) {
      rounds.put(new Condition(readers, false), new ArrayList<>());
      rounds.put(new Condition(readers, true), new ArrayList<>());
    }
  }

  void run(int seconds) throws UserFailure, InterruptedException, IOException {
    int times = Math.max(ROUNDS, Math.ceilDiv(seconds, MOST_SECONDS));
    int turns = Math.max(1, seconds * PER_SECOND / times);
    stage.heading(
        "delivery of %d chunks/s of %d bytes, open loop, %d rounds of %.1f s each"
            .formatted(PER_SECOND, LAYOUT.bytes(), times, (double) turns / PER_SECOND));
    deliver(new Condition(MANY, true), WARM_UP_SECONDS * PER_SECOND, new Samples());
    commit(WARM_UP_SECONDS * PER_SECOND, new Samples());
    for (int round = 0; round < times; round++) {
      commit(turns, commits);
      for (Map.Entry<Condition, List<Samples>> each : rounds.entrySet()) {
        each.getValue().add(deliver(each.getKey(), turns, lateness));
      }
    }
    report();
  }

  private void commit(int turns, Samples into) throws UserFailure {
    try (Baselines.Commits raw = rows.commits(rowBytes)) {
      Schedule schedule = Schedule.in(INTERVAL_NANOS, INTERVAL_NANOS);
      for (int turn = 0; turn < turns; turn++) {
        schedule.await(turn);
        raw.insert();
        into.add(System.nanoTime() - schedule.at(turn));
      }
    }
  }

  private Samples deliver(Condition condition, int turns, Samples late)
      throws UserFailure, InterruptedException {
    RecordWriter.Load load = new RecordWriter.Load(LAYOUT, PRELUDE, turns, INTERVAL_NANOS);
    String id = stage.start(load);
    List<Log> logs = new ArrayList<>();
    for (int reader = 0; reader < condition.readers(); reader++) {
      logs.add(new Log(turns));
    }
    try (Crowd readers = Crowd.attach(stage.consumers(), id, load, logs);
        StalledConsumer stalled = condition.stalled() ? stalled(id) : null) {
      readers.awaitPrelude();
      Schedule schedule = stage.begin(id, load);
      for (V1ServerFrame.Exit exit : readers.awaitExit()) {
        if (exit.exitCode() != 0 || exit.offset().bytes() != load.allBytes()) {
          throw new UserFailure("the process did not write what it should: " + exit);
        }
      }
      if (stalled != null) {
        stalled.catchUp();
      }
      rowBytes = rows.journaled(List.of(id)).smallest();
      Samples delivered = new Samples();
      for (Log log : logs) {
        log.addTo(schedule, delivered, late);
      }
      return delivered;
    }
  }

  private StalledConsumer stalled(String id) throws UserFailure, InterruptedException {
    return new StalledConsumer(stage.gateway().access(), id, LAYOUT);
  }

  private void report() {
    stage.row("commit of a raw row of " + rowBytes + " bytes", commits.summary());
    for (Condition condition : rounds.keySet()) {
      Samples all = Samples.of(rounds(condition));
      stage.row(
          condition.label(),
          "%s; p50 over the commit's %s, ratio %s"
              .formatted(
                  all.summary(),
                  Samples.millis(all.median() - commits.median()),
                  ratio(all.median(), commits.median())));
    }
    stage.row("of which the process wrote late", lateness.summary());
    for (int readers : List.of(1, MANY)) {
      report(new Condition(readers, false), new Condition(readers, true));
    }
  }

  private void report(Condition without, Condition with) {
    Samples alone = Samples.of(rounds(without));
    Samples beside = Samples.of(rounds(with));
    stage.row(
        without.label() + ", with one stalled to without",
        "ratio p50 %s, p99 %s; p50 by round %s to %s"
            .formatted(
                ratio(beside.median(), alone.median()),
                ratio(beside.percentile(99), alone.percentile(99)),
                medians(rounds(with)),
                medians(rounds(without))));
    stage.row(
        without.label() + ", targets",
        "p50 less than 1 ms over the commit's: %s; p99 below 10 ms: %s"
            .formatted(
                ResumeStage.verdict(alone.median() - commits.median() < OVER_COMMIT_NANOS),
                ResumeStage.verdict(alone.percentile(99) < TAIL_NANOS)));
  }

  private List<Samples> rounds(Condition condition) {
    return Objects.requireNonNull(rounds.get(condition));
  }

  private static String medians(List<Samples> parts) {
    return parts.stream().map(part -> Samples.millis(part.median())).collect(joining(" / "));
  }

  private static String ratio(long one, long other) {
    return String.format(Locale.ROOT, "%.2f", (double) one / other);
  }

  /**
   * When the records of one reader were written and there. Its thread writes, others read later.
   */
  private static final class Log implements Crowd.Arrivals {
    private final long[] written;
    private final long[] arrived;

    Log(int turns) {
      this.written = new long[turns];
      this.arrived = new long[turns];
    }

    @Override
    public void arrived(int turn, long writtenNanos, long now) throws UserFailure {
      if (writtenNanos > now) {
        throw new UserFailure("the clocks of two processes differ here: nothing can be measured");
      }
      written[turn] = writtenNanos;
      arrived[turn] = now;
    }

    void addTo(Schedule schedule, Samples latency, Samples lateness) {
      for (int turn = 0; turn < arrived.length; turn++) {
        latency.add(arrived[turn] - schedule.at(turn));
        lateness.add(written[turn] - schedule.at(turn));
      }
    }
  }
}
