package io.sluice.gateway.app;

import io.sluice.gateway.bench.BenchCommand;
import io.sluice.gateway.bench.journal.JournalCommand;
import io.sluice.gateway.cli.Cli;
import java.util.Map;
import picocli.CommandLine;

/** The one entry: a command line. */
public final class Main {
  private Main() {}

  /** Exits with the code of the command. */
  public static void main(String[] arguments) {
    System.exit(Cli.run(arguments, new GatewayLauncher(System.out), Map.of("bench", Main::bench)));
  }

  private static CommandLine bench() {
    LocalBaselines baselines = new LocalBaselines();
    return BenchCommand.commandLine(baselines, System.out)
        .addSubcommand(JournalCommand.commandLine(baselines, System.out));
  }
}
