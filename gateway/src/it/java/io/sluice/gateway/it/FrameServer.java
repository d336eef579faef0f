package io.sluice.gateway.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers each connection's request with the same bytes, and tells how the peer left. */
final class FrameServer implements AutoCloseable {
  static final byte[] SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
          .getBytes(StandardCharsets.ISO_8859_1);

  private final byte[] answer;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Left> left = new LinkedBlockingQueue<>();

  /** How a peer left. */
  enum Left {
    ORDERLY,
    RESET
  }

  FrameServer(byte[] answer) throws IOException {
    this.answer = answer.clone();
    this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** A frame of a server, unmasked, its length in the shortest form. */
  static byte[] frame(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length <= 0xffff) {
      frame.writeBytes(new byte[] {126, (byte) (payload.length >> 8), (byte) payload.length});
    } else {
      frame.writeBytes(new byte[] {127, 0, 0, 0, 0});
      frame.writeBytes(new byte[] {(byte) (payload.length >> 24), (byte) (payload.length >> 16)});
      frame.writeBytes(new byte[] {(byte) (payload.length >> 8), (byte) payload.length});
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Waits until a peer leaves; one that stays never does. */
  Left awaitLeft() throws InterruptedException {
    return left.take();
  }

  boolean nobodyLeft() {
    return left.isEmpty();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket peer = listener.accept();
        threads.execute(() -> serve(peer));
      }
    } catch (IOException _) {
      // It was closed while it waited.
    }
  }

  private void serve(Socket peer) {
    try (peer) {
      InputStream in = peer.getInputStream();
      byte[] buffer = new byte[4096];
      if (in.read(buffer) > 0) {
        peer.getOutputStream().write(answer);
      }
      while (in.read(buffer) >= 0) {
        // What it says does not matter.
      }
      left.add(Left.ORDERLY);
    } catch (IOException _) {
      left.add(Left.RESET);
    }
  }
}
