package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice wait}. */
@Command(name = "wait", description = "Wait for an execution's end and exit with its code.")
final class WaitCommand implements Callable<Integer> {
  private static final Duration ROUND = Duration.ofSeconds(30);

  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "EXECUTION", description = "its id")
  String execution = "";

  WaitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure {
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      ExecutionInfo info = client.awaitEnd(execution, ROUND);
      while (!info.ended()) {
        info = client.awaitEnd(execution, ROUND);
      }
      if (info.exitCode() == null) {
        console.say("nobody knows how " + execution + " ended");
      }
      return ExitCodes.of(info);
    }
  }
}
