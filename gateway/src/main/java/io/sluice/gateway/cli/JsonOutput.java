package io.sluice.gateway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One JSON object a line, all on stdout: {@code started} first, then {@code stdout} and {@code
 * stderr} with base64 {@code data} and the {@code offset} of its first byte, {@code problem}, and
 * {@code exit} (or {@code cut}) last.
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
  public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    ObjectNode line = object(channel.name().toLowerCase(Locale.ROOT));
    write(line.put("offset", at.bytes()).put("data", copy));
    return true;
  }

  @Override
  public void problem(String code, String message) {
    try {
      write(object("problem").put("code", code).put("message", message));
    } catch (IOException _) {
      // The next output or the end fails in the same way and is heard.
    }
  }

  @Override
  public void ended(AttachEnd end) throws IOException {
    switch (end) {
      case AttachEnd.Exited(int code, String reason, boolean incomplete) ->
          write(
              object("exit")
                  .put("exit_code", code)
                  .put("reason", reason)
                  .put("incomplete", incomplete));
      case AttachEnd.ExitUnknown _ ->
          write(object("exit").putNull("exit_code").put("reason", "lost"));
      case AttachEnd.Cut(int code, String reason) ->
          write(object("cut").put("close_code", code).put("message", reason));
      case AttachEnd.Left _ -> write(object("cut").put("message", "left"));
    }
  }

  private static ObjectNode object(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private synchronized void write(ObjectNode line) throws IOException {
    console.out().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    console.out().flush();
  }
}
