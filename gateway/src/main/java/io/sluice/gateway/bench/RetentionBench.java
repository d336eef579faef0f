package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the removal of output takes from those who write meanwhile. Writing alone and writing beside
 * removals take turns; every pair gives a ratio of their rates, and the median of them counts.
 */
final class RetentionBench {
  private static final long MIB = 1024 * 1024;

  /** Of output that is there to be removed, for each MiB that is written beside that. */
  private static final int OLD_PER_NEW = 2;

  private static final int OLD_LOGS = 8;

  private final SluiceClient client;
  private final String box;
  private final RandomOutput output;
  private final int mib;

  private RetentionBench(SluiceClient client, String box, RandomOutput output, int mib) {
    this.client = client;
    this.box = box;
    this.output = output;
    this.mib = mib;
  }

  static void run(int mib, int rounds, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start();
        SluiceClient client = gateway.client()) {
      String box = client.startBox(client.createBox(new NewBox(null, null)).id()).id();
      RandomOutput output = RandomOutput.in(gateway.scratch(), Math.max(16, mib));
      RetentionBench bench = new RetentionBench(client, box, output, mib);
      bench.write(Math.max(16, mib / 8));
      Samples ratios = new Samples();
      for (int round = 0; round < rounds; round++) {
        ratios.add(Math.round(bench.pair(round % 2 == 0, out) * 1e6));
      }
      out.printf(
          Locale.ROOT,
          "writing beside removals to writing alone, median of %d: %.2f (target: 0.90)%n",
          rounds,
          ratios.median() / 1e6);
    }
    out.println("machine: " + Machine.load());
  }

  /** Which of the two is first changes from round to round: the machine drifts. */
  private double pair(boolean aloneFirst, PrintStream out)
      throws UserFailure, InterruptedException {
    List<String> old = new ArrayList<>();
    for (int log = 0; log < OLD_LOGS; log++) {
      old.add(execute(Math.max(1, mib * OLD_PER_NEW / OLD_LOGS)));
    }
    double before = aloneFirst ? write(mib) : 0;
    Beside beside = besideRemoval(old);
    double alone = aloneFirst ? before : write(mib);
    out.printf(
        Locale.ROOT,
        "%d MiB: alone %.1f MB/s; beside the removal of %.0f MB %.1f MB/s; ratio %.2f%n",
        mib,
        alone,
        beside.removedBytes() / 1e6,
        beside.rate(),
        beside.rate() / alone);
    return beside.rate() / alone;
  }

  /**
   * A load beside a removal.
   *
   * @param rate in 10^6 bytes a second
   */
  private record Beside(double rate, long removedBytes) {}

  private Beside besideRemoval(List<String> old) throws UserFailure, InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> removal = executor.submit(() -> remove(old, done));
      double rate = write(mib);
      done.set(true);
      return new Beside(rate, removal.get());
    } catch (ExecutionException failed) {
      throw new UserFailure("a removal failed: " + failed.getCause(), failed);
    }
  }

  /** One log after the other, as retention does, while something is written. */
  private long remove(List<String> logs, AtomicBoolean done) {
    long removed = 0;
    for (String id : logs) {
      if (!done.get()) {
        Long bytes = client.execution(id).bytes();
        removed += client.removeOutput(id, bytes == null ? 0 : bytes);
      }
    }
    return removed;
  }

  /** In 10^6 bytes a second. */
  private double write(int size) throws UserFailure {
    long begin = System.nanoTime();
    execute(size);
    return size * MIB * 1e3 / (System.nanoTime() - begin);
  }

  private String execute(int size) throws UserFailure {
    String id = client.exec(box, ExecRequest.of(output.command(size).toArray(String[]::new)));
    ExecutionInfo info = Ends.await(client, id);
    Long bytes = info.bytes();
    if (bytes == null || bytes != size * MIB) {
      throw new UserFailure("the log holds " + bytes + " bytes of " + size + " MiB");
    }
    return id;
  }
}
