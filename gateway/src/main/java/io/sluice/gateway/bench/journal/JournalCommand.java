package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.bench.BenchCommand;
import io.sluice.gateway.bench.Rounds;
import io.sluice.gateway.bench.Seconds;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice bench journal}. */
@Command(
    name = "journal",
    description = "How much the journal takes, beside raw inserts, Redis, NATS and pgbench.")
public final class JournalCommand implements Callable<Integer> {
  /** Three times as many are written at once, and so many may wait. */
  private static final int MOST_COMMIT_ROWS = 4_096;

  private final Baselines baselines;
  private final PrintStream out;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "seconds of load before (default ${DEFAULT-VALUE})")
  private int warmup = 30;

  @Mixin private final Seconds seconds = new Seconds(2);
  @Mixin private final Rounds rounds = new Rounds(3);

  @Option(
      names = "--sizes",
      paramLabel = "BYTES",
      split = ",",
      description = "of records (default 256,4096,65536)")
  private List<Integer> sizes = List.of(256, 4_096, 65_536);

  @Option(
      names = "--writers",
      paramLabel = "N",
      split = ",",
      description = "that write at once, each to an execution (default 1,50,500)")
  private List<Integer> writers = List.of(1, 50, 500);

  @Option(
      names = "--executions",
      paramLabel = "N",
      split = ",",
      description = "that fifty writers take turns over (default 1,50,5000)")
  private List<Integer> executions = List.of(1, 50, 5_000);

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      split = ",",
      description = "records of each of fifty writers (default 1,2)")
  private List<Integer> inFlight = List.of(1, 2);

  @Option(
      names = "--many",
      paramLabel = "N",
      description = "idle executions (default ${DEFAULT-VALUE})")
  private int many = 10_000;

  @Option(
      names = "--log-mib",
      paramLabel = "N",
      description = "of the log that is read (default ${DEFAULT-VALUE})")
  private int logMib = 1_024;

  @Option(
      names = "--form-millis",
      paramLabel = "N",
      description = "of each load of another form that count (default ${DEFAULT-VALUE})")
  private int formMillis = 800;

  @Option(
      names = "--commit-rows",
      paramLabel = "N",
      split = ",",
      description = "that a commit of another form has at most (default 1,16,256)")
  private List<Integer> commitRows = List.of(1, 16, 256);

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "of ${COMPLETION-CANDIDATES} (default all)")
  private Set<Part> only = EnumSet.allOf(Part.class);

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "takes the CSV and the picture (default ${DEFAULT-VALUE})")
  private Path folder = Path.of("bench-journal");

  private JournalCommand(Baselines baselines, PrintStream out) {
    this.baselines = baselines;
    this.out = out;
  }

  /**
   * To be a subcommand of {@code bench}.
   *
   * @param out takes the results
   */
  public static CommandLine commandLine(Baselines baselines, PrintStream out) {
    return new CommandLine(new JournalCommand(baselines, out))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws UserFailure, InterruptedException, IOException {
    Scale scale =
        new Scale(
            only,
            seconds.count(),
            BenchCommand.positive("--warmup", warmup),
            rounds.count(),
            BenchCommand.positive("--sizes", sizes),
            BenchCommand.positive("--writers", writers),
            BenchCommand.positive("--executions", executions),
            BenchCommand.positive("--in-flight", inFlight),
            BenchCommand.positive("--many", many),
            BenchCommand.positive("--log-mib", logMib),
            Duration.ofMillis(BenchCommand.positive("--form-millis", formMillis)),
            BenchCommand.positive("--commit-rows", commitRows));
    for (int bytes : sizes) {
      if (bytes > Report.MAX_PAYLOAD_BYTES) {
        throw new UserFailure("--sizes are at most " + Report.MAX_PAYLOAD_BYTES);
      }
    }
    for (int most : commitRows) {
      if (most > MOST_COMMIT_ROWS) {
        throw new UserFailure("--commit-rows are at most " + MOST_COMMIT_ROWS);
      }
    }
    new JournalBench(baselines, scale, out).run(folder);
    return 0;
  }
}
