package io.sluice.gateway.cli;

import io.sluice.protocol.client.ExecutionStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Passes our input on, as fast as the gateway takes it, and then its end. */
final class StdinPump {
  private static final int BUFFER_BYTES = 64 * 1024;

  private StdinPump() {}

  /**
   * Pumps in a thread that keeps nobody from exiting.
   *
   * @param keys that end the stream and go nowhere
   */
  static void start(InputStream in, ExecutionStream stream, DetachKeys keys) {
    Thread.ofPlatform().daemon().name("stdin").start(() -> pump(in, stream, keys));
  }

  private static void pump(InputStream in, ExecutionStream stream, DetachKeys keys) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
        if (!stream.writeStdin(ByteBuffer.wrap(keys.pass(buffer, count)))) {
          return;
        }
        if (keys.isPressed()) {
          stream.leave();
          return;
        }
      }
      stream.endStdin();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Input that cannot be read has ended: a closed descriptor is no reason to fail a command. */
  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException _) {
      return -1;
    }
  }
}
