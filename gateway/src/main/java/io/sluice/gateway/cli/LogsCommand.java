package io.sluice.gateway.cli;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachListener;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice logs}. */
@Command(name = "logs", description = "Print what an execution wrote, each channel to its own.")
final class LogsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "EXECUTION", description = "its id")
  String execution = "";

  @Option(
      names = {"-f", "--follow"},
      description = "go on until it ends")
  boolean follow;

  @Option(names = "--from", paramLabel = "OFFSET", description = "the first byte wanted")
  long from;

  LogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UserFailure, InterruptedException {
    if (from < 0) {
      throw new UserFailure("--from is 0 or more");
    }
    try (SluiceClient client = new Discovery(console, data.path).running()) {
      ExecutionInfo info = client.execution(execution);
      Long end = follow || info.ended() ? null : info.bytes();
      if (end != null && end <= from) {
        return 0;
      }
      RawOutput raw = new RawOutput(console);
      return read(client, end == null ? raw : new Until(raw, end));
    }
  }

  private int read(SluiceClient client, AttachListener listener) throws InterruptedException {
    AttachRequest request = AttachRequest.observer(execution, new Offset(from));
    try (Attachment attachment = client.attach(request, listener)) {
      return switch (attachment.await()) {
        case AttachEnd.Exited(int _, String _, boolean incomplete) -> {
          if (incomplete) {
            console.say("the output is incomplete");
          }
          yield 0;
        }
        case AttachEnd.ExitUnknown _ -> {
          console.say("the runner was lost; output may be missing at the end");
          yield 0;
        }
        case AttachEnd.Left _ -> 0;
        case AttachEnd.Cut(int code, String reason) -> {
          console.say("the connection was lost before the end: " + code + " " + reason);
          yield ExitCodes.FAILURE;
        }
      };
    } catch (IOException _) {
      return ExitCodes.OUTPUT_CLOSED;
    }
  }

  /** Stops at the end that was known when it began. */
  private record Until(AttachListener next, long end) implements AttachListener {
    @Override
    public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
      long left = end - at.bytes();
      if (bytes.remaining() < left) {
        return next.output(channel, at, bytes);
      }
      next.output(channel, at, bytes.slice(bytes.position(), (int) left));
      return false;
    }

    @Override
    public void problem(String code, String message) {
      next.problem(code, message);
    }
  }
}
