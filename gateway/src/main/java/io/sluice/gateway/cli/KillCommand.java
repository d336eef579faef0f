package io.sluice.gateway.cli;

import io.sluice.protocol.client.SluiceClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice kill}. */
@Command(name = "kill", description = "Kill an execution, or send it a signal.")
final class KillCommand implements Callable<Integer> {
  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Option(
      names = {"-s", "--signal"},
      paramLabel = "N",
      description = "1, 2, 3, 6, 10, 12, 15 or 28 in place of KILL")
  @Nullable Integer signal;

  @Parameters(paramLabel = "EXECUTION", description = "its id")
  String execution = "";

  KillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure {
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      if (signal == null) {
        client.kill(execution);
      } else {
        client.signal(execution, signal);
      }
      return 0;
    }
  }
}
