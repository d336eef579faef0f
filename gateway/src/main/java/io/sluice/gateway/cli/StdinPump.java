package io.sluice.gateway.cli;

import io.sluice.protocol.client.Attachment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Passes our input on, as fast as the gateway takes it, and then its end. */
final class StdinPump {
  private static final int BUFFER_BYTES = 64 * 1024;

  private StdinPump() {}

  /** Pumps in a thread that keeps nobody from exiting. */
  static void start(InputStream in, Attachment attachment) {
    Thread.ofPlatform().daemon().name("stdin").start(() -> pump(in, attachment));
  }

  private static void pump(InputStream in, Attachment attachment) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
        if (!attachment.writeStdin(ByteBuffer.wrap(buffer, 0, count))) {
          return;
        }
      }
      attachment.endStdin();
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
