package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.bench.ChildGateway;
import io.sluice.gateway.bench.Ends;
import io.sluice.gateway.bench.Samples;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A large log: how fast one reader gets all of it over HTTP, in turns with a plain keyset SELECT of
 * its rows; and how long it takes to open after a crash, beside logs of one record. A gateway of
 * its own, in which nothing runs when it is killed.
 */
final class LogPart {
  private static final long MIB = 1024 * 1024;
  private static final int RECORD_BYTES = 64 * 1024;
  private static final int SHORT_LOGS = 100;
  private static final double TARGET_MB = 200;
  private static final double TARGET_RATIO = 0.8;
  private static final double TARGET_RECOVERY_NANOS = 20e6;

  private final Baselines baselines;
  private final Scale scale;
  private final Results results;

  LogPart(Baselines baselines, Scale scale, Results results) {
    this.baselines = baselines;
    this.scale = scale;
    this.results = results;
  }

  void run() throws UserFailure, InterruptedException, IOException {
    results.say("");
    results.say("a log of %,d MiB in records of %s", scale.logMib(), Shape.size(RECORD_BYTES));
    try (ChildGateway gateway = ChildGateway.start("--no-local-runner")) {
      String large;
      List<String> few = new ArrayList<>();
      try (Baselines.Rows rows = baselines.rows(gateway.data());
          SluiceStore sluice = SluiceStore.open(gateway, rows)) {
        large = written(sluice, scale.logMib() * MIB / RECORD_BYTES);
        for (int each = 0; each < SHORT_LOGS; each++) {
          few.add(written(sluice, 1));
        }
        replay(gateway, rows, large);
      }
      recovery(gateway, large, few);
    }
  }

  /** An execution of so many records that is over. */
  private static String written(SluiceStore sluice, long records)
      throws UserFailure, InterruptedException {
    String id = sluice.start(1).getFirst();
    LoadedExecution execution = sluice.execution(id);
    byte[] bytes = new byte[RECORD_BYTES];
    new Random(records).nextBytes(bytes);
    Payload record = Payload.owning(bytes);
    CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    for (long number = 0; number < records; number++) {
      last = execution.append(record);
    }
    long _ = last.join();
    execution.end();
    ExecutionInfo info = Ends.await(sluice.client(), id);
    Long held = info.bytes();
    if (held == null || held != records * RECORD_BYTES || info.incomplete()) {
      throw new UserFailure("the log holds " + held + " bytes of " + records * RECORD_BYTES);
    }
    return id;
  }

  private void replay(ChildGateway gateway, Baselines.Rows rows, String id)
      throws UserFailure, InterruptedException, IOException {
    List<Double> rates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (LogReader reader = new LogReader(gateway.access(), id)) {
      for (int round = 0; round <= scale.rounds(); round++) {
        double ours = rate(reader::readAll);
        double plain = rate(() -> rows.readRows(id));
        if (round > 0) { // The one before warms up.
          rates.add(ours);
          ratios.add(ours / plain);
          results.rate(Part.LOG, SluiceStore.NAME, round, ours);
          results.rate(Part.LOG, "keyset select", round, plain);
          results.say(
              "  read by one reader %.1f MB/s, by a keyset SELECT %.1f MB/s, ratio %.2f",
              ours, plain, ours / plain);
        }
      }
    }
    double rate = StreamPart.median(rates);
    double ratio = StreamPart.median(ratios);
    results.target(
        "replay for one reader: at least 200 MB/s",
        rate >= TARGET_MB,
        String.format(Locale.ROOT, "%.1f MB/s", rate));
    results.target(
        "replay: at least 0.8 of a plain keyset SELECT",
        ratio >= TARGET_RATIO,
        Results.decimal(ratio));
  }

  /** Reads all of it; how many bytes that was. */
  private interface Reading {
    long all() throws UserFailure, InterruptedException, IOException;
  }

  /** In 10^6 bytes a second. */
  private double rate(Reading reading) throws UserFailure, InterruptedException, IOException {
    long begin = System.nanoTime();
    long read = reading.all();
    long nanos = System.nanoTime() - begin;
    if (read != scale.logMib() * MIB) {
      throw new UserFailure("read " + read + " bytes of " + scale.logMib() + " MiB");
    }
    return read * 1e3 / nanos;
  }

  /** The first question after a start: its status, which the log itself tells. */
  private void recovery(ChildGateway gateway, String large, List<String> few)
      throws UserFailure, InterruptedException {
    Samples ofLarge = new Samples();
    Samples ofFew = new Samples();
    for (int round = 0; round < scale.rounds(); round++) {
      gateway.kill();
      gateway.startAgain();
      try (SluiceClient client = gateway.client()) {
        few.forEach(id -> ofFew.add(opened(client, id)));
        ofLarge.add(opened(client, large));
      }
    }
    results.say("  opened after a crash: %s", ofLarge.summary());
    results.say("  a log of one record:  %s", ofFew.summary());
    results.target(
        "recovery of an execution of %,d MiB: below 20 ms".formatted(scale.logMib()),
        ofLarge.median() < TARGET_RECOVERY_NANOS,
        Samples.millis(ofLarge.median()));
  }

  private static long opened(SluiceClient client, String id) {
    long begin = System.nanoTime();
    ExecutionInfo _ = client.execution(id);
    return System.nanoTime() - begin;
  }
}
