package io.sluice.gateway.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice serve}. */
@Command(name = "serve", description = "Run a gateway, with its database and a runner.")
final class ServeCommand implements Callable<Integer> {
  private final Console console;
  private final Launcher launcher;

  @Mixin DataOption data = new DataOption();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "where to listen; port 0: any (default 127.0.0.1:8100)")
  ListenAddress listen = new ListenAddress("127.0.0.1", 8100);

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "a PostgreSQL to use in place of the built-in one")
  @Nullable String databaseUrl;

  @Option(names = "--no-local-runner", description = "run no commands on this machine")
  boolean noLocalRunner;

  @Option(names = "--config", paramLabel = "FILE", description = "settings")
  @Nullable Path config;

  @Option(names = "--idle-exit", paramLabel = "D", description = "stop after so long without use")
  @Nullable Duration idleExit;

  @Mixin DriverOption driver = new DriverOption();

  ServeCommand(Console console, Launcher launcher) {
    this.console = console;
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws UserFailure {
    DataDirectory directory = DataDirectory.choose(data.path, console.environment());
    return launcher.serve(
        new ServeOptions(
            listen, directory, databaseUrl, !noLocalRunner, config, idleExit, driver.name));
  }
}
