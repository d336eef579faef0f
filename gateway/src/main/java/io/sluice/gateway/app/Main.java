package io.sluice.gateway.app;

import io.sluice.gateway.bench.BenchCommand;
import io.sluice.gateway.cli.Cli;
import java.util.Map;

/** The one entry: a command line. */
public final class Main {
  private Main() {}

  /** Exits with the code of the command. */
  public static void main(String[] arguments) {
    System.exit(
        Cli.run(
            arguments,
            new GatewayLauncher(System.out),
            Map.of("bench", () -> BenchCommand.commandLine(new LocalBaselines(), System.out))));
  }
}
