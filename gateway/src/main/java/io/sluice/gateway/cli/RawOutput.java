package io.sluice.gateway.cli;

import io.sluice.gateway.recording.TerminalQueries;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Every byte to the stream of its own channel, at once. */
final class RawOutput implements OutputSink {
  private final Console console;
  private final Map<Channel, TerminalQueries> filters = new EnumMap<>(Channel.class);

  private RawOutput(Console console, Collection<Channel> filtered) {
    this.console = console;
    filtered.forEach(channel -> filters.put(channel, new TerminalQueries()));
  }

  /** For whoever has control: a terminal's answers reach the program that asks. */
  static RawOutput answered(Console console) {
    return new RawOutput(console, List.of());
  }

  /**
   * For whoever only watches. A terminal's answers would be typed into what runs there next, so
   * what asks for them is left out where a terminal shows it.
   */
  static RawOutput watched(Console console) {
    return new RawOutput(
        console, Arrays.stream(Channel.values()).filter(console::isTerminal).toList());
  }

  /** The same without what asks for answers, wherever it goes. */
  static RawOutput withoutQueries(Console console) {
    return new RawOutput(console, List.of(Channel.values()));
  }

  @Override
  public void started(String executionId, String boxId) {
    // Nothing of ours goes between the command's own bytes.
  }

  @Override
  public boolean take(StreamItem item) throws IOException {
    switch (item) {
      case StreamItem.Output(Channel channel, var _, long _, Payload bytes) -> {
        TerminalQueries filter = filters.get(channel);
        write(channel, filter == null ? bytes : filter.pass(bytes));
      }
      case StreamItem.Missing(Channel channel, var range, String reason) -> {
        flush(channel);
        console.say("output is missing from " + range.from() + " to " + range.to() + ": " + reason);
      }
      case StreamItem.Problem(String code, String message) -> {
        boolean known = code.equals("output_incomplete") || code.equals("stdin_closed");
        if (!known) {
          console.say(message);
        }
      }
      case StreamItem.ChannelEnded ended -> flush(ended.channel());
      case StreamItem.Ended _ -> {}
    }
    return true;
  }

  private void flush(Channel channel) throws IOException {
    TerminalQueries filter = filters.get(channel);
    if (filter != null) {
      write(channel, filter.end());
    }
  }

  private void write(Channel channel, Payload bytes) throws IOException {
    OutputStream out = console.of(channel);
    bytes.writeTo(out);
    out.flush();
  }

  @Override
  public void ended(StreamEnd end) {
    // The exit code says it.
  }
}
