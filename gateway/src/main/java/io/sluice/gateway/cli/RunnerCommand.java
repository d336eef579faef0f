package io.sluice.gateway.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice runner}. */
@Command(name = "runner", description = "Run commands on this machine for a gateway elsewhere.")
final class RunnerCommand implements Callable<Integer> {
  private final Console console;
  private final Launcher launcher;

  @Mixin DataOption data = new DataOption();

  @Option(names = "--gateway", required = true, paramLabel = "URL", description = "whom to dial")
  URI gateway = URI.create("");

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "F",
      description = "holds the runner's token")
  Path tokenFile = Path.of("");

  @Option(names = "--label", paramLabel = "K=V", description = "what commands may ask for")
  Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--capacity",
      paramLabel = "N",
      description = "how many commands at once (default 256)")
  int capacity = 256;

  @Mixin DriverOption driver = new DriverOption();

  RunnerCommand(Console console, Launcher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws UserFailure {
    DataDirectory directory = DataDirectory.choose(data.path, console.environment());
    try {
      return launcher.runner(
          new RunnerOptions(gateway, tokenFile, labels, capacity, directory, driver.name));
    } catch (IllegalArgumentException wrong) {
      throw new UserFailure(String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
