package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.Page;
import io.sluice.protocol.client.SluiceClient;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice ps}. */
@Command(name = "ps", description = "List the executions that run, newest first.")
final class PsCommand implements Callable<Integer> {
  private static final String ROW = "%-36s  %-36s  %-32s  %-9s  %4s  %-20s  %12s%n";
  private static final int COMMAND_WIDTH = 32;

  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Option(
      names = {"-a", "--all"},
      description = "those that ended too")
  boolean all;

  PsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure {
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      Page<ExecutionInfo> page = client.executions(null);
      PrintStream out = console.printer();
      out.printf(
          Locale.ROOT, ROW, "EXECUTION", "BOX", "COMMAND", "STATUS", "EXIT", "STARTED", "BYTES");
      print(out, page);
      while (page.nextToken() != null && !out.checkError()) {
        page = client.executions(page.nextToken());
        print(out, page);
      }
      return 0;
    }
  }

  private void print(PrintStream out, Page<ExecutionInfo> page) {
    page.items().stream().filter(this::wanted).forEach(execution -> print(out, execution));
  }

  private boolean wanted(ExecutionInfo execution) {
    return all || !execution.ended();
  }

  private static void print(PrintStream out, ExecutionInfo execution) {
    out.printf(
        Locale.ROOT,
        ROW,
        execution.id(),
        shown(execution.boxId()),
        commandLine(execution),
        "queued".equals(execution.state()) ? "queued" : execution.status(),
        shown(execution.exitCode()),
        toTheSecond(execution.startedAt()),
        shown(execution.bytes()));
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  /** Control characters of a command must not reach the terminal of whoever lists it. */
  private static String commandLine(ExecutionInfo execution) {
    String line = String.join(" ", execution.command()).replaceAll("\\p{Cntrl}", "?");
    return line.length() <= COMMAND_WIDTH ? line : line.substring(0, COMMAND_WIDTH - 1) + "…";
  }

  private static String toTheSecond(@Nullable String time) {
    return time == null ? "-" : time.replaceFirst("\\.[0-9]+Z$", "Z");
  }
}
