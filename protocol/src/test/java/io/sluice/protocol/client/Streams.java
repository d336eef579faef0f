package io.sluice.protocol.client;

import io.sluice.protocol.follow.Budget;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.wire.V1ServerFrame;
import io.sluice.protocol.wire.V1ServerFrame.Role;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import io.sluice.protocol.wire.V1ServerFrame.Totals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Frames and readings that tests of streams share. */
final class Streams {
  /** Patient, but quick: a hundred attempts with hardly a pause. */
  static final StreamSettings QUICK =
      new StreamSettings(
          new Budget(100, Duration.ofMillis(1), Duration.ofMillis(4), 0),
          Duration.ofMillis(300),
          () -> 0.5);

  private Streams() {}

  static V1ServerFrame attached(long from) {
    return new V1ServerFrame.Attached(
        new ExecutionId("e1"), Role.OBSERVER, Generation.NONE, new Offset(from), null, "running");
  }

  static V1ServerFrame controlling(long from, long received, long credit) {
    return new V1ServerFrame.Attached(
        new ExecutionId("e1"),
        Role.CONTROLLER,
        new Generation(1),
        new Offset(from),
        new StdinWindow(new StdinOffset(received), new StdinOffset(credit)),
        "running");
  }

  static V1ServerFrame output(Channel channel, long offset, String text) {
    return new V1ServerFrame.Output(channel, new Offset(offset), offset, Payload.utf8(text));
  }

  static V1ServerFrame exit(int code, long offset) {
    return new V1ServerFrame.Exit(
        code, null, "exited", new Offset(offset), new Totals(offset, 0), false, false);
  }

  /** All items up to the end, a line each. */
  static List<String> readAll(ExecutionStream stream) {
    List<String> lines = new ArrayList<>();
    stream.items().forEachRemaining(item -> lines.add(line(item)));
    return lines;
  }

  static String line(StreamItem item) {
    return switch (item) {
      case StreamItem.Output(var channel, var offset, long _, var bytes) ->
          channel + "@" + offset + " " + new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      case StreamItem.Missing(var channel, var range, String reason) ->
          channel + " missing " + range.from() + ".." + range.to() + " " + reason;
      case StreamItem.ChannelEnded(var channel, long bytes, var offset) ->
          channel + " ended after " + bytes + " @" + offset;
      case StreamItem.Problem(String code, String message) -> code + ": " + message;
      case StreamItem.Ended(StreamEnd.Exited(var exit)) -> "exit " + exit.exitCode();
      case StreamItem.Ended(StreamEnd end) -> end.toString();
    };
  }
}
