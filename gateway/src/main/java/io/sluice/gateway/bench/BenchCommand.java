package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code sluice bench}: its parts are subcommands. Each starts and removes a gateway of its own.
 */
@Command(
    name = "bench",
    description = "Measure a gateway on this machine against what it is made of.",
    synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {
  private BenchCommand() {}

  /**
   * @param out takes the results
   */
  public static CommandLine commandLine(Baselines baselines, PrintStream out) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new Exec(baselines, out))
        .addSubcommand(new Throughput(baselines, out))
        .addSubcommand(new Retention(out))
        .addSubcommand(new Restart(out))
        .addSubcommand(new Recording(out))
        .addSubcommand(new Search(baselines, out))
        .addSubcommand(
            new CommandLine(new Resume(baselines, out)).setCaseInsensitiveEnumValuesAllowed(true));
  }

  /** A count that an option gave. */
  public static int positive(String option, int count) throws UserFailure {
    if (count < 1) {
      throw new UserFailure(option + " must be at least 1");
    }
    return count;
  }

  /** Counts that an option gave. */
  public static List<Integer> positive(String option, List<Integer> counts) throws UserFailure {
    for (int count : counts) {
      positive(option, count);
    }
    return counts;
  }

  /** {@code sluice bench exec}. */
  @Command(name = "exec", description = "How long the shortest command takes.")
  static final class Exec implements Callable<Integer> {
    private final Baselines baselines;
    private final PrintStream out;

    @Option(
        names = "--runs",
        paramLabel = "N",
        description = "what is measured (default ${DEFAULT-VALUE})")
    int runs = 500;

    @Option(
        names = "--warmup",
        paramLabel = "N",
        description = "what runs before (default ${DEFAULT-VALUE})")
    int warmup = 100;

    Exec(Baselines baselines, PrintStream out) {
      this.baselines = baselines;
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      new ExecBench().run(baselines, positive("--runs", runs), positive("--warmup", warmup), out);
      return 0;
    }
  }

  /** {@code sluice bench throughput}. */
  @Command(name = "throughput", description = "How fast output goes through the journal.")
  static final class Throughput implements Callable<Integer> {
    private final Baselines baselines;
    private final PrintStream out;

    @Mixin Pairs pairs = new Pairs(512, 3);

    Throughput(Baselines baselines, PrintStream out) {
      this.baselines = baselines;
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      ThroughputBench.run(baselines, pairs.mib(), pairs.rounds(), out);
      return 0;
    }
  }

  /** {@code sluice bench retention}. */
  @Command(
      name = "retention",
      description = "What the removal of output takes from those who write meanwhile.")
  static final class Retention implements Callable<Integer> {
    private final PrintStream out;

    @Mixin Pairs pairs = new Pairs();

    Retention(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      RetentionBench.run(pairs.mib(), pairs.rounds(), out);
      return 0;
    }
  }

  /** {@code sluice bench restart}. */
  @Command(
      name = "restart",
      description = "How long executions are silent when the gateway is killed and started again.")
  static final class Restart implements Callable<Integer> {
    private final PrintStream out;

    @Option(
        names = "--executions",
        paramLabel = "N",
        description = "that run meanwhile (default ${DEFAULT-VALUE})")
    int executions = 200;

    @Option(
        names = "--runs",
        paramLabel = "N",
        description = "how often it is killed (default ${DEFAULT-VALUE})")
    int runs = 5;

    Restart(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      RestartBench.run(positive("--executions", executions), positive("--runs", runs), out);
      return 0;
    }
  }

  /** {@code sluice bench recording}. */
  @Command(name = "recording", description = "How fast a log is read as a recording.")
  static final class Recording implements Callable<Integer> {
    private final PrintStream out;

    @Mixin Pairs pairs = new Pairs();

    Recording(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      RecordingBench.run(pairs.mib(), pairs.rounds(), out);
      return 0;
    }
  }

  /** {@code sluice bench search}. */
  @Command(name = "search", description = "How fast logs are searched.")
  static final class Search implements Callable<Integer> {
    private final Baselines baselines;
    private final PrintStream out;

    @Mixin Pairs pairs = new Pairs();

    Search(Baselines baselines, PrintStream out) {
      this.baselines = baselines;
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      SearchBench.run(baselines, pairs.mib(), pairs.rounds(), out);
      return 0;
    }
  }

  /** {@code sluice bench resume}. */
  @Command(
      name = "resume",
      description = "What consumers feel of takeovers, cuts, neighbours, and how late output is.")
  static final class Resume implements Callable<Integer> {
    private final Baselines baselines;
    private final PrintStream out;

    @Option(
        names = "--clients",
        paramLabel = "N",
        description = "that are idle, or cut, at once (default ${DEFAULT-VALUE})")
    int clients = 1000;

    @Option(
        names = "--runs",
        paramLabel = "N",
        description = "takeovers (default ${DEFAULT-VALUE})")
    int runs = 300;

    @Mixin Seconds seconds = new Seconds(12);

    @Option(
        names = "--only",
        paramLabel = "PART",
        split = ",",
        description = "of ${COMPLETION-CANDIDATES} (default all)")
    Set<ResumeBench.Part> only = EnumSet.allOf(ResumeBench.Part.class);

    Resume(Baselines baselines, PrintStream out) {
      this.baselines = baselines;
      this.out = out;
    }

    @Override
    public Integer call() throws UserFailure, InterruptedException, IOException {
      ResumeBench.Scale scale =
          new ResumeBench.Scale(
              positive("--clients", clients), positive("--runs", runs), seconds.count());
      ResumeBench.run(baselines, only, scale, out);
      return 0;
    }
  }
}
