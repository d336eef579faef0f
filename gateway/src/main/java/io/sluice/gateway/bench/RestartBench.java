package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a crash of the gateway costs: many executions run on a runner of its own, each with an
 * observer; the gateway is killed and started again on the same data and port. Beside it, in turns,
 * the same start with nothing running. Each observer checks that it misses and repeats no line.
 */
final class RestartBench {
  private static final String COUNT = "n=0; while sleep 1; do n=$((n + 1)); echo $n; done";
  private static final int LINES_BEFORE = 3;

  /** Lines that may have left before the kill and be read after it. */
  private static final int IN_FLIGHT = 1;

  private static final long PAUSE_MILLIS = 50;

  private final ChildGateway gateway;
  private final PrintStream out;
  private final Samples starts = new Samples();
  private final Samples ready = new Samples();
  private final Samples first = new Samples();
  private final Samples all = new Samples();

  private RestartBench(ChildGateway gateway, PrintStream out) {
    this.gateway = gateway;
    this.out = out;
  }

  static void run(int executions, int runs, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start("--no-local-runner")) {
      RestartBench bench = new RestartBench(gateway, out);
      for (int run = 0; run < runs; run++) {
        bench.startAlone();
        try (ChildRunner _ = ChildRunner.start(gateway, executions)) {
          bench.restart(executions);
        }
      }
      bench.report(executions);
    }
    out.println("no line was lost or repeated");
    out.println("machine: " + Machine.load());
  }

  private void startAlone() throws UserFailure, InterruptedException {
    gateway.kill();
    long begin = System.nanoTime();
    gateway.startAgain();
    starts.add(System.nanoTime() - begin);
  }

  private void restart(int executions) throws UserFailure, InterruptedException {
    try (SluiceClient client = gateway.client()) {
      List<String> ids = begin(client, executions);
      List<LineWatch> watches = ids.stream().map(id -> LineWatch.start(client, id)).toList();
      try {
        awaitMore(watches, LINES_BEFORE);
        long killed = System.nanoTime();
        gateway.kill();
        watches.forEach(watch -> watch.expect(IN_FLIGHT + 1));
        gateway.startAgain();
        ready.add(System.nanoTime() - killed);
        Samples back = new Samples();
        for (LineWatch watch : watches) {
          back.add(watch.await() - killed);
        }
        first.add(back.percentile(1));
        all.add(back.percentile(100));
        ids.forEach(client::kill);
      } finally {
        watches.forEach(LineWatch::close);
      }
    }
  }

  private static void awaitMore(List<LineWatch> watches, int lines)
      throws UserFailure, InterruptedException {
    watches.forEach(watch -> watch.expect(lines));
    for (LineWatch watch : watches) {
      long _ = watch.await();
    }
  }

  /** The runner may still be on its way. */
  private static List<String> begin(SluiceClient client, int executions)
      throws InterruptedException {
    String box = client.createBox(new NewBox(null, null)).id();
    List<String> ids = new ArrayList<>();
    while (ids.size() < executions) {
      try {
        ids.add(client.exec(box, ExecRequest.of("sh", "-c", COUNT)));
      } catch (SluiceProblem notYet) {
        if (notYet.status() != 503) {
          throw notYet;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return ids;
  }

  private void report(int executions) {
    out.printf("%d executions of a runner, each with an observer%n", executions);
    row("a start of the gateway, nothing running", starts);
    row("kill -9 until the gateway is ready again", ready);
    row("kill -9 until the first executions stream again", first);
    row("kill -9 until all stream again", all);
    out.printf(
        "  %-52s %.1f%n",
        "all, ratio to the start alone:", (double) all.median() / starts.median());
  }

  private void row(String label, Samples samples) {
    out.printf("  %-52s %s%n", label + ":", samples.summary());
  }
}
