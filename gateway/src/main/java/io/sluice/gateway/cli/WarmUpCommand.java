package io.sluice.gateway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs what is run most, so that a Java that watches it can write a cache of what that needs (an
 * AOT cache): the client's commands against a peer in this process, or a gateway. The launcher
 * calls it once for each after a build.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;

  private final Launcher launcher;

  @Option(names = "--gateway")
  boolean gateway;

  WarmUpCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, UserFailure {
    if (gateway) {
      WarmUpGateway.run(launcher);
      return 0;
    }
    try (WarmUpPeer peer = WarmUpPeer.open()) {
      Console console = silent(Map.of("SLUICE_URL", peer.url(), "SLUICE_API_KEY", "warm-up"));
      for (int round = 0; round < ROUNDS; round++) {
        Cli.run(new String[] {"run", "--", "true"}, launcher, console);
        Cli.run(new String[] {"run", "--json", "--", "true"}, launcher, console);
        Cli.run(new String[] {"ps"}, launcher, console);
        Cli.run(new String[] {"logs", "warm-up"}, launcher, console);
        Cli.run(new String[] {"wait", "warm-up"}, launcher, console);
        Cli.run(new String[] {"key", "list"}, launcher, console);
      }
    }
    return 0;
  }

  private static Console silent(Map<String, String> environment) {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        environment);
  }
}
