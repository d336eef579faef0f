package io.sluice.gateway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, all on stdout: {@code started} first, then {@code stdout} and {@code
 * stderr} with base64 {@code data} and the {@code offset} of its first byte, {@code missing},
 * {@code problem}, and {@code exit} (or {@code preempted}, or {@code cut}) last.
 */
final class JsonOutput implements OutputSink {
  private final Console console;

  JsonOutput(Console console) {
    this.console = console;
  }

  @Override
  public void started(String executionId, String boxId) throws IOException {
    write(object("started").put("execution_id", executionId).put("box_id", boxId));
  }

  @Override
  public boolean take(StreamItem item) throws IOException {
    ObjectNode line = line(item);
    if (line != null) {
      write(line);
    }
    return true;
  }

  private static @Nullable ObjectNode line(StreamItem item) {
    return switch (item) {
      case StreamItem.Output(Channel channel, var offset, long _, var bytes) ->
          object(word(channel)).put("offset", offset.bytes()).put("data", bytes.toByteArray());
      case StreamItem.Missing(Channel channel, var range, String reason) ->
          object("missing")
              .put("channel", word(channel))
              .put("from", range.from().bytes())
              .put("to", range.to().bytes())
              .put("reason", reason);
      case StreamItem.Problem(String code, String message) ->
          object("problem").put("code", code).put("message", message);
      case StreamItem.ChannelEnded _, StreamItem.Ended _ -> null;
    };
  }

  private static String word(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void ended(StreamEnd end) throws IOException {
    write(
        switch (end) {
          case StreamEnd.Exited exited when !exited.isKnown() ->
              object("exit").putNull("exit_code").put("reason", "lost");
          case StreamEnd.Exited(var exit) ->
              object("exit")
                  .put("exit_code", exit.exitCode())
                  .put("reason", exit.reason())
                  .put("incomplete", exit.incomplete());
          case StreamEnd.Preempted(String by) -> object("preempted").put("by", by);
          case StreamEnd.GaveUp(var _, String message) -> object("cut").put("message", message);
          case StreamEnd.Left _ -> object("cut").put("message", "left");
        });
  }

  private static ObjectNode object(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private synchronized void write(ObjectNode line) throws IOException {
    console.out().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    console.out().flush();
  }
}
