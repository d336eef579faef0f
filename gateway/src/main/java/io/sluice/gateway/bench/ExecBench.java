package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachListener;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.runner.Driver;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * How long {@code true} takes from its request to its exit event, and how long without a gateway.
 * The three ways take turns, so that they share the state of the machine.
 */
final class ExecBench {
  private static final List<String> COMMAND = List.of("true");
  private static final int FORCED_WRITES = 200;

  private final Samples whole = new Samples();
  private final Samples accepted = new Samples();
  private final Samples attached = new Samples();
  private final Samples ended = new Samples();
  private final Samples byDriver = new Samples();
  private final Samples byJava = new Samples();

  void run(Baselines baselines, int runs, int warmup, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start();
        SluiceClient client = gateway.client();
        Driver driver = baselines.driver(gateway.scratch().resolve("driver"))) {
      String box = client.startBox(client.createBox(new NewBox(null, null)).id()).id();
      new ExecBench().measure(client, box, driver, warmup);
      measure(client, box, driver, runs);
      Samples forced = Machine.forcedWrites(gateway.scratch(), FORCED_WRITES);
      report(out, runs, warmup, forced);
    }
    out.println("machine: " + Machine.load());
  }

  private void measure(SluiceClient client, String box, Driver driver, int runs)
      throws UserFailure, InterruptedException, IOException {
    for (int run = 0; run < runs; run++) {
      throughGateway(client, box);
      byDriver.add(DirectRun.nanos(driver, COMMAND));
      byJava.add(byJava());
    }
  }

  private void throughGateway(SluiceClient client, String box)
      throws UserFailure, InterruptedException, IOException {
    // An upgrade takes a connection out of the client's pool; this puts a warm one there.
    client.config();
    long begin = System.nanoTime();
    String id = client.exec(box, new ExecRequest(COMMAND, Map.of(), null, false, null));
    long afterPost = System.nanoTime();
    try (Attachment attachment =
        client.attach(AttachRequest.controller(id), AttachListener.discarding())) {
      long afterUpgrade = System.nanoTime();
      AttachEnd end = attachment.await();
      long afterExit = System.nanoTime();
      if (!(end instanceof AttachEnd.Exited(int code, var _, var _)) || code != 0) {
        throw new UserFailure("true did not end as it should: " + end);
      }
      whole.add(afterExit - begin);
      accepted.add(afterPost - begin);
      attached.add(afterUpgrade - afterPost);
      ended.add(afterExit - afterUpgrade);
    }
  }

  private static long byJava() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(COMMAND).start();
    process.waitFor();
    long end = System.nanoTime();
    process.getOutputStream().close();
    process.getInputStream().close();
    process.getErrorStream().close();
    return end - begin;
  }

  private void report(PrintStream out, int runs, int warmup, Samples forced) {
    out.printf("exec of `true`: %d runs after %d to warm up%n", runs, warmup);
    out.println("through the gateway, POST sent to exit frame: " + whole.summary());
    out.println("  POST sent to its answer:        " + accepted.summary());
    out.println("  answer to the upgrade:          " + attached.summary());
    out.println("  upgrade to the exit frame:      " + ended.summary());
    out.println("by the same driver, no gateway:   " + byDriver.summary());
    out.println("by Java's ProcessBuilder:         " + byJava.summary());
    long share = whole.median() - byDriver.median();
    long shareOverJava = whole.median() - byJava.median();
    out.println(
        "gateway's share (difference of medians): "
            + Samples.millis(share)
            + " over the driver, "
            + Samples.millis(shareOverJava)
            + " over ProcessBuilder");
    out.println("one write of 8 KiB with fdatasync: " + forced.summary());
    out.println(
        "targets: p50 below 10 ms: "
            + met(whole.median(), 10_000_000)
            + "; share below 3 ms: "
            + met(share, 3_000_000));
  }

  private static String met(long nanos, long target) {
    return nanos < target ? "met" : "missed";
  }
}
