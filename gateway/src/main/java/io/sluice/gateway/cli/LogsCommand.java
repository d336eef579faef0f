package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
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
      RawOutput raw = RawOutput.watched(console);
      return read(client, end == null ? raw : new Until(raw, end));
    }
  }

  private int read(SluiceClient client, OutputSink sink) throws InterruptedException {
    StreamRequest request =
        StreamRequest.observer(execution).from(new StreamRequest.From.At(new Offset(from)));
    try {
      return switch (new StreamSession(console, client, sink).read(request)) {
        case StreamEnd.Exited exited -> {
          if (!exited.isKnown()) {
            console.say("the runner was lost; output may be missing at the end");
          } else if (exited.exit().incomplete()) {
            console.say("the output is incomplete");
          }
          yield 0;
        }
        case StreamEnd.Left _ -> 0;
        case StreamEnd.Preempted _ -> throw new IllegalStateException("who reads has no control");
        case StreamEnd.GaveUp(var _, String message) -> {
          console.say("the end could not be read: " + message);
          yield ExitCodes.FAILURE;
        }
      };
    } catch (IOException _) {
      return ExitCodes.OUTPUT_CLOSED;
    }
  }

  /** Stops at the end that was known when it began. */
  private record Until(OutputSink next, long end) implements OutputSink {
    @Override
    public boolean take(StreamItem item) throws IOException {
      return switch (item) {
        case StreamItem.Output(var channel, var offset, long time, var bytes) -> {
          long left = end - offset.bytes();
          if (bytes.size() < left) {
            yield next.take(item);
          }
          if (left > 0) {
            next.take(new StreamItem.Output(channel, offset, time, bytes.slice(0, (int) left)));
          }
          yield false;
        }
        case StreamItem.Missing(var _, var range, String _) -> {
          next.take(item);
          yield range.to().bytes() < end;
        }
        case StreamItem.ChannelEnded _, StreamItem.Problem _, StreamItem.Ended _ -> next.take(item);
      };
    }

    @Override
    public void started(String executionId, String boxId) throws IOException {
      next.started(executionId, boxId);
    }

    @Override
    public void ended(StreamEnd how) throws IOException {
      next.ended(how);
    }
  }
}
