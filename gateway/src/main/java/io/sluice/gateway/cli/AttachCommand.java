package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamRequest.From;
import io.sluice.protocol.client.StreamRequest.Role;
import io.sluice.protocol.follow.GiveUpReason;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice attach}. */
@Command(
    name = "attach",
    description =
        "Go on with an execution: its stdin, stdout, stderr and exit code are this one's.")
final class AttachCommand implements Callable<Integer> {
  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "EXECUTION", description = "its id")
  String execution = "";

  @Option(names = "--from", paramLabel = "OFFSET", description = "a byte, start or tail")
  @Nullable String from;

  @Option(names = "--preempt", description = "take control from whoever has it")
  boolean preempt;

  @Option(names = "--read-only", description = "only watch; who has control keeps it")
  boolean readOnly;

  @Option(
      names = "--detach-keys",
      paramLabel = "KEYS",
      description = "leave a terminal and let it go on; " + DetachKeys.USUAL + " by default")
  String detachKeys = DetachKeys.USUAL;

  AttachCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure, InterruptedException {
    if (preempt && readOnly) {
      throw new UserFailure("--preempt and --read-only exclude each other");
    }
    StreamRequest request = new StreamRequest(execution, role(), from(), null, null);
    DetachKeys keys = keys();
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      ExecutionInfo info = client.execution(execution);
      RawOutput output = readOnly ? RawOutput.watched(console) : RawOutput.answered(console);
      StreamSession session = new StreamSession(console, client, output);
      StreamEnd end =
          readOnly
              ? session.read(request)
              : session.control(request, info.terminal(), SignalForwarding.install(), keys);
      if (end instanceof StreamEnd.GaveUp(GiveUpReason reason, String message)
          && !(reason instanceof GiveUpReason.Unavailable)) {
        console.say(message);
        return ExitCodes.FAILURE;
      }
      return session.conclude(execution, end);
    } catch (IOException _) {
      return ExitCodes.OUTPUT_CLOSED;
    }
  }

  private Role role() {
    if (readOnly) {
      return Role.OBSERVER;
    }
    return preempt ? Role.PREEMPTING_CONTROLLER : Role.CONTROLLER;
  }

  private From from() throws UserFailure {
    return switch (from) {
      case null -> new From.Usual();
      case "start" -> new From.Start();
      case "tail" -> new From.Tail();
      case String offset -> {
        if (offset.length() > 18 || !offset.matches("[0-9]+")) {
          throw new UserFailure("--from is an offset, start or tail: " + offset);
        }
        yield new From.At(new Offset(Long.parseLong(offset)));
      }
    };
  }

  private DetachKeys keys() throws UserFailure {
    try {
      return DetachKeys.parse(detachKeys);
    } catch (IllegalArgumentException wrong) {
      throw new UserFailure("--detach-keys: " + wrong.getMessage(), wrong);
    }
  }
}
