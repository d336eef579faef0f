package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SearchPage;
import io.sluice.protocol.client.SearchRequest;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How fast a log is searched, from the first request to the last answer, beside reading its pages
 * without looking into them. The two take turns; every pair gives a ratio, and the median of them
 * counts. What is looked for stands in the last line only, so all of the log is looked through.
 */
final class SearchBench {
  private static final long MIB = 1024 * 1024;
  private static final String NEEDLE = "the-needle";

  private final SluiceClient client;
  private final Baselines.Rows rows;
  private final PrintStream out;
  private final String execution;
  private final long bytes;

  private SearchBench(
      SluiceClient client, Baselines.Rows rows, PrintStream out, ExecutionInfo written)
      throws UserFailure {
    Long length = written.bytes();
    if (length == null || written.incomplete()) {
      throw new UserFailure("the log to search is not whole");
    }
    this.client = client;
    this.rows = rows;
    this.out = out;
    this.execution = written.id();
    this.bytes = length;
  }

  static void run(Baselines baselines, int mib, int rounds, PrintStream out)
      throws UserFailure, InterruptedException, IOException {
    out.println("machine: " + Machine.load());
    try (ChildGateway gateway = ChildGateway.start();
        SluiceClient client = gateway.client();
        Baselines.Rows rows = baselines.rows(gateway.data())) {
      SearchBench bench = new SearchBench(client, rows, out, write(client, mib));
      out.printf(Locale.ROOT, "a log of %.0f MB of lines of 98 bytes%n", bench.bytes / 1e6);
      bench.pair(SearchRequest.literal(NEEDLE));
      bench.rounds("text", SearchRequest.literal(NEEDLE), rounds);
      bench.rounds("text, either case", SearchRequest.literal(NEEDLE).ignoringCase(), rounds);
      bench.rounds("expression, literal first", expression("the-n[a-z]+"), rounds);
      bench.rounds("expression, class first", expression("[a-z]+-needle$"), 1);
    }
    out.println("machine: " + Machine.load());
  }

  private static SearchRequest expression(String pattern) {
    return new SearchRequest(pattern, true, false, null);
  }

  private static ExecutionInfo write(SluiceClient client, int mib) {
    String box = client.createBox(new NewBox(null, null)).id();
    String line =
        "2026-01-02T03:04:05.678Z INFO  worker-17 request 4711 took 12 ms and was answered with"
            + " status 200";
    String script = "yes '" + line + "' | head -c " + mib * MIB + "; echo; echo " + NEEDLE;
    String id = client.exec(box, ExecRequest.of("sh", "-c", script));
    return Ends.await(client, id);
  }

  private void rounds(String what, SearchRequest request, int rounds)
      throws UserFailure, InterruptedException {
    Samples rates = new Samples();
    Samples reads = new Samples();
    Samples ratios = new Samples();
    for (int round = 0; round < rounds; round++) {
      Pair pair = pair(request);
      rates.add(Math.round(pair.searched() * 1e6));
      reads.add(Math.round(pair.read() * 1e6));
      ratios.add(Math.round(pair.searched() / pair.read() * 1e6));
    }
    out.printf(
        Locale.ROOT,
        "%-26s %7.1f MB/s; pages read alone %7.1f MB/s; ratio %.2f (medians of %d)%n",
        what + ":",
        rates.median() / 1e6,
        reads.median() / 1e6,
        ratios.median() / 1e6,
        rounds);
  }

  /** In 10^6 bytes a second. */
  private record Pair(double searched, double read) {}

  private Pair pair(SearchRequest request) throws UserFailure, InterruptedException {
    long begin = System.nanoTime();
    search(request);
    double searched = bytes * 1e3 / (System.nanoTime() - begin);
    begin = System.nanoTime();
    long read = rows.readPages(execution);
    double alone = bytes * 1e3 / (System.nanoTime() - begin);
    if (read != bytes) {
      throw new UserFailure("the pages hold " + read + " bytes of " + bytes);
    }
    return new Pair(searched, alone);
  }

  private void search(SearchRequest request) throws UserFailure {
    int hits = 0;
    @Nullable String cursor = null;
    while (true) {
      SearchPage page = client.search(execution, request, cursor);
      hits += page.hits().size();
      if (page.complete()) {
        break;
      }
      cursor = page.next();
    }
    if (hits != 1) {
      throw new UserFailure("found " + hits + " times what is there once");
    }
  }
}
