package io.sluice.gateway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs the client's commands against a peer in this process, so that a Java that watches it can
 * write a cache of what they need (an AOT cache). The launcher calls it once after a build.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;

  private final Launcher launcher;

  WarmUpCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    try (WarmUpPeer peer = WarmUpPeer.open()) {
      Console console =
          new Console(
              new ByteArrayInputStream(new byte[0]),
              OutputStream.nullOutputStream(),
              OutputStream.nullOutputStream(),
              Map.of("SLUICE_URL", peer.url(), "SLUICE_API_KEY", "warm-up"));
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
}
