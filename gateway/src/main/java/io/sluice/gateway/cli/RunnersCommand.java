package io.sluice.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.protocol.client.RunnerInfo;
import io.sluice.protocol.client.SluiceClient;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice runners}: alone it lists them, its parts change them. */
@Command(
    name = "runners",
    description = "List the runners, and have them get nothing new or work again.")
final class RunnersCommand implements Callable<Integer> {
  private static final String ROW = "%-36s  %-9s  %9s  %6s  %-20s  %-16s  %s%n";

  private static final String ID = "its id";

  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Option(names = "--json", description = "print what the gateway tells, with the executions")
  boolean json;

  private RunnersCommand(Console console) {
    this.console = console;
  }

  static picocli.CommandLine commandLine(Console console) {
    return new picocli.CommandLine(new RunnersCommand(console));
  }

  @Override
  public Integer call() throws UserFailure {
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      JsonNode answer = client.runners();
      PrintStream out = console.printer();
      if (json) {
        out.println(answer);
        return 0;
      }
      out.printf(
          Locale.ROOT, ROW, "RUNNER", "STATE", "TAKEN", "QUEUED", "HEARD", "VERSION", "DRIVERS");
      answer.path("runners").forEach(runner -> print(out, RunnerInfo.parse(runner)));
      JsonNode queue = answer.path("queue");
      if (queue.path("waiting").asInt() > 0) {
        out.printf(
            Locale.ROOT,
            "%d of at most %d executions wait for a place%n",
            queue.path("waiting").asInt(),
            queue.path("limit").asInt());
      }
      return 0;
    }
  }

  private static void print(PrintStream out, RunnerInfo runner) {
    out.printf(
        Locale.ROOT,
        ROW,
        runner.id(),
        runner.state(),
        runner.taken() + "/" + runner.capacity(),
        runner.queued(),
        shown(runner.lastHeartbeat()).replaceFirst("\\.[0-9]+Z$", "Z"),
        shown(runner.version()),
        shown(String.join(",", runner.drivers())));
  }

  /** A runner chose these texts: no control character of theirs reaches a terminal. */
  private static String shown(@Nullable String text) {
    return text == null ? "-" : text.replaceAll("\\p{Cntrl}", "?");
  }

  @Command(name = "drain", description = "Have a runner get nothing new; what runs there goes on.")
  int drain(
      @Mixin DataOption at, @Parameters(paramLabel = "RUNNER", description = ID) String runner)
      throws UserFailure {
    return set(at, runner, true);
  }

  @Command(name = "undrain", description = "Have a runner get work again.")
  int undrain(
      @Mixin DataOption at, @Parameters(paramLabel = "RUNNER", description = ID) String runner)
      throws UserFailure {
    return set(at, runner, false);
  }

  private int set(DataOption at, String runner, boolean yes) throws UserFailure {
    if (runner.isEmpty()) {
      throw new UserFailure("the id of a runner is never empty");
    }
    try (SluiceClient client = new Discovery(console, at.path).running()) {
      client.drainRunner(runner, yes);
      return 0;
    }
  }
}
