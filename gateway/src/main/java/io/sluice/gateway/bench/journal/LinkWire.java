package io.sluice.gateway.bench.journal;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.LinkMessage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket to a gateway on this machine as lean as the lines to Redis and NATS, so that the load
 * takes no more of the processors for one system than for another. Sent by one thread, received by
 * another. The mask of what it sends is zero: no proxy stands between that it had to protect.
 */
final class LinkWire implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final String ANY_KEY = "c2x1aWNlLWJlbmNoLWxpbg==";
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;
  private static final int SHORT = 126;
  private static final int LONG = 127;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  private LinkWire(Socket socket, OutputStream out, DataInputStream in) {
    this.socket = socket;
    this.out = out;
    this.in = in;
  }

  /**
   * Connects and upgrades.
   *
   * @throws IOException also when it is refused
   */
  static LinkWire dial(URI gateway, String token) throws IOException {
    Socket socket = new Socket(gateway.getHost(), gateway.getPort());
    try {
      socket.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
      out.write(upgrade(gateway, token).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      requireUpgraded(new Answers(in));
      return new LinkWire(socket, out, new DataInputStream(in));
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static String upgrade(URI gateway, String token) {
    return String.join(
        "\r\n",
        "GET " + LinkLimits.PATH + " HTTP/1.1",
        "Host: " + gateway.getAuthority(),
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + ANY_KEY,
        "Sec-WebSocket-Protocol: " + LinkLimits.SUBPROTOCOL,
        "Authorization: Bearer " + token,
        "",
        "");
  }

  private static void requireUpgraded(Answers answers) throws IOException {
    String status = answers.line();
    if (!status.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("the gateway refused the link: " + status);
    }
    while (!answers.line().isEmpty()) {
      // Its headers say nothing that is not known.
    }
  }

  /** Not flushed. */
  void send(LinkMessage message) throws IOException {
    synchronized (out) {
      switch (message) {
        case LinkMessage.Text(String json) -> frame(TEXT, Payload.utf8(json));
        case LinkMessage.Binary(Payload bytes) -> frame(BINARY, bytes);
      }
    }
  }

  void flush() throws IOException {
    synchronized (out) {
      out.flush();
    }
  }

  private void frame(int opcode, Payload payload) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) (FINAL | opcode));
    if (payload.size() < SHORT) {
      head.put((byte) (MASKED | payload.size()));
    } else if (payload.size() <= 0xffff) {
      head.put((byte) (MASKED | SHORT)).putShort((short) payload.size());
    } else {
      head.put((byte) (MASKED | LONG)).putLong(payload.size());
    }
    head.putInt(0);
    out.write(head.array(), 0, head.position());
    payload.writeTo(out);
  }

  /**
   * The next message; pings are answered.
   *
   * @throws IOException also when the gateway closes the link
   */
  LinkMessage receive() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte();
      byte[] payload = new byte[length(in.readUnsignedByte())];
      in.readFully(payload);
      switch (opcode) {
        case FINAL | TEXT -> {
          return new LinkMessage.Text(new String(payload, StandardCharsets.UTF_8));
        }
        case FINAL | BINARY -> {
          return new LinkMessage.Binary(Payload.owning(payload));
        }
        case FINAL | PING -> {
          synchronized (out) {
            frame(PONG, Payload.owning(payload));
            out.flush();
          }
        }
        case FINAL | PONG -> {}
        case FINAL | CLOSE -> throw new EOFException("the gateway closed the link");
        default -> throw new IOException("a frame that a gateway does not send: " + opcode);
      }
    }
  }

  private int length(int first) throws IOException {
    long length =
        switch (first) {
          case SHORT -> in.readUnsignedShort();
          case LONG -> in.readLong();
          default -> first;
        };
    if (length < 0 || length > LinkLimits.MAX_CONTROL_BYTES) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return (int) length;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
