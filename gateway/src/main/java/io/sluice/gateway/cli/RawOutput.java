package io.sluice.gateway.cli;

import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.io.OutputStream;

/** Every byte to the stream of its own channel, at once. */
final class RawOutput implements OutputSink {
  private final Console console;

  RawOutput(Console console) {
    this.console = console;
  }

  @Override
  public void started(String executionId, String boxId) {
    // Nothing of ours goes between the command's own bytes.
  }

  @Override
  public boolean take(StreamItem item) throws IOException {
    switch (item) {
      case StreamItem.Output(Channel channel, var _, long _, Payload bytes) -> {
        OutputStream out = channel == Channel.STDOUT ? console.out() : console.error();
        bytes.writeTo(out);
        out.flush();
      }
      case StreamItem.Missing(var _, var range, String reason) ->
          console.say(
              "output is missing from " + range.from() + " to " + range.to() + ": " + reason);
      case StreamItem.Problem(String code, String message) -> {
        boolean known = code.equals("output_incomplete") || code.equals("stdin_closed");
        if (!known) {
          console.say(message);
        }
      }
      case StreamItem.ChannelEnded _, StreamItem.Ended _ -> {}
    }
    return true;
  }

  @Override
  public void ended(StreamEnd end) {
    // The exit code says it.
  }
}
