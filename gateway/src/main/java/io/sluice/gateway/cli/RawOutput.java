package io.sluice.gateway.cli;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.nio.ByteBuffer;

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
  public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    switch (channel) {
      case STDOUT -> {
        console.out().write(copy);
        console.out().flush();
      }
      case STDERR -> {
        console.error().write(copy);
        console.error().flush();
      }
    }
    return true;
  }

  @Override
  public void problem(String code, String message) {
    boolean known = code.equals("output_incomplete") || code.equals("stdin_closed");
    if (!known) {
      console.say(message);
    }
  }

  @Override
  public void ended(AttachEnd end) {
    // The exit code says it.
  }
}
