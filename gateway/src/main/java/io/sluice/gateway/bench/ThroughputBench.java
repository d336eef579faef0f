package io.sluice.gateway.bench;

import io.sluice.gateway.bench.Baselines.RowSizes;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.runner.Driver;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast output goes through the journal, beside raw inserts of rows of the same size into the
 * same server. The two take turns; every pair gives a ratio, and the median of them counts.
 */
final class ThroughputBench {
  private static final long MIB = 1024 * 1024;

  /** The database gains nothing from more on small machines. */
  private static final int MAX_RAW_WRITERS = 4;

  private final SluiceClient client;
  private final String box;
  private final RandomOutput output;
  private final Baselines.Rows rows;
  private final PrintStream out;

  private ThroughputBench(
      SluiceClient client, String box, RandomOutput output, Baselines.Rows rows, PrintStream out) {
    this.client = client;
    this.box = box;
    this.output = output;
    this.rows = rows;
    this.out = out;
  }

  static void run(Baselines baselines, int mib, int rounds, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start();
        SluiceClient client = gateway.client();
        Driver driver = baselines.driver(gateway.scratch().resolve("driver"));
        Baselines.Rows rows = baselines.rows(gateway.data())) {
      String box = client.startBox(client.createBox(new NewBox(null, null)).id()).id();
      RandomOutput output = RandomOutput.in(gateway.scratch(), Math.max(16, mib));
      ThroughputBench bench = new ThroughputBench(client, box, output, rows, out);
      long alone = DirectRun.nanos(driver, output.command(mib));
      out.printf(
          Locale.ROOT,
          "generator, by the driver without a gateway: %.0f MB/s%n",
          rate(mib * MIB, alone));
      bench.pair(1, Math.max(16, mib / 8));
      bench.rounds(1, mib, rounds);
      bench.rounds(16, mib, rounds);
    }
    out.println("machine: " + Machine.load());
  }

  private void rounds(int executions, int mib, int rounds)
      throws UserFailure, InterruptedException {
    Samples ratios = new Samples();
    for (int round = 0; round < rounds; round++) {
      ratios.add(Math.round(pair(executions, mib) * 1e6));
    }
    out.printf(
        Locale.ROOT,
        "%d at once: ratio to raw inserts, median of %d: %.2f (target of a later release: 0.80)%n",
        executions,
        rounds,
        ratios.median() / 1e6);
  }

  /** One measurement of each; the ratio of their rates. */
  private double pair(int executions, int mib) throws UserFailure, InterruptedException {
    int each = Math.max(1, mib / executions);
    List<String> ids = new ArrayList<>();
    long nanos = throughJournal(executions, each, ids);
    long bytes = MIB * executions * each;
    RowSizes sizes = rows.journaled(ids);
    int writers = Math.min(executions, MAX_RAW_WRITERS);
    int count = Math.toIntExact(Math.max(1, bytes / sizes.mean()));
    long raw = rows.insert(sizes.mean(), count, writers);
    double ours = rate(bytes, nanos);
    double theirs = rate((long) count * sizes.mean(), raw);
    out.printf(
        Locale.ROOT,
        "%d x %d MiB: journal %.1f MB/s in %d rows of %d to %d bytes, mean %d;"
            + " raw inserts by %d writers %.1f MB/s; ratio %.2f%n",
        executions,
        each,
        ours,
        sizes.rows(),
        sizes.smallest(),
        sizes.largest(),
        sizes.mean(),
        writers,
        theirs,
        ours / theirs);
    return ours / theirs;
  }

  private long throughJournal(int executions, int mib, List<String> ids)
      throws UserFailure, InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> running = new ArrayList<>();
      for (int execution = 0; execution < executions; execution++) {
        running.add(executor.submit(() -> execute(mib)));
      }
      for (Future<String> run : running) {
        ids.add(run.get());
      }
    } catch (ExecutionException failed) {
      throw new UserFailure("an execution failed: " + failed.getCause(), failed);
    }
    return System.nanoTime() - begin;
  }

  private String execute(int mib) throws UserFailure {
    String id = client.exec(box, new ExecRequest(output.command(mib), Map.of(), null, false, null));
    ExecutionInfo info = Ends.await(client, id);
    Long bytes = info.bytes();
    if (bytes == null || bytes != mib * MIB || info.incomplete()) {
      throw new UserFailure("the log holds " + bytes + " bytes of " + mib + " MiB");
    }
    return id;
  }

  /** In 10^6 bytes a second. */
  private static double rate(long bytes, long nanos) {
    return bytes * 1e3 / nanos;
  }
}
