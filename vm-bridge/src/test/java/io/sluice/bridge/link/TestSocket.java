package io.sluice.bridge.link;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** As much of RFC 6455 as one end of a runner link needs; the server's side. */
final class TestSocket implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int PING = 9;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private TestSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** Null: refused with 401, or not a request for the link. */
  static @Nullable TestSocket upgrade(Socket socket, String token) throws IOException {
    TestSocket link = new TestSocket(socket);
    String key = "";
    boolean authorized = false;
    boolean asked = line(link.in).equals("GET " + LinkLimits.PATH + " HTTP/1.1");
    for (String line = line(link.in); !line.isEmpty(); line = line(link.in)) {
      String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
      String value = line.substring(line.indexOf(':') + 1).strip();
      key = name.equals("sec-websocket-key") ? value : key;
      authorized |= name.equals("authorization") && value.equals("Bearer " + token);
      asked &= !name.equals("sec-websocket-protocol") || value.equals(LinkLimits.SUBPROTOCOL);
    }
    if (!authorized || !asked) {
      link.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      link.close();
      return null;
    }
    link.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Protocol: "
            + LinkLimits.SUBPROTOCOL
            + "\r\nSec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n");
    return link;
  }

  void send(GatewayFrame frame) throws IOException {
    send(LinkCodec.encode(frame));
  }

  void send(LinkMessage message) throws IOException {
    switch (message) {
      case LinkMessage.Text(String json) -> send(1, json.getBytes(StandardCharsets.UTF_8));
      case LinkMessage.Binary(Payload bytes) -> send(2, bytes.toByteArray());
    }
  }

  /** Null: the runner closed the link. */
  @Nullable RunnerFrame receive() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int opcode = 0;
    while (true) {
      int head;
      try {
        head = in.readUnsignedByte();
      } catch (EOFException gone) {
        return null;
      }
      byte[] part = unmasked();
      if ((head & 0x0f) == PING) {
        continue;
      }
      opcode = (head & 0x0f) == 0 ? opcode : head & 0x0f;
      message.writeBytes(part);
      if (opcode == 8) {
        return null;
      }
      if ((head & 0x80) != 0) {
        Payload bytes = Payload.owning(message.toByteArray());
        return LinkCodec.decodeRunner(
            opcode == 1
                ? new LinkMessage.Text(new String(bytes.toByteArray(), StandardCharsets.UTF_8))
                : new LinkMessage.Binary(bytes));
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private byte[] unmasked() throws IOException {
    int length = in.readUnsignedByte() & 0x7f;
    long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
    byte[] mask = in.readNBytes(4);
    byte[] bytes = in.readNBytes(Math.toIntExact(size));
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= mask[i & 3];
    }
    return bytes;
  }

  private void send(int opcode, byte[] bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (bytes.length < 126) {
      frame.write(bytes.length);
    } else if (bytes.length < 65_536) {
      frame.write(126);
      frame.write(bytes.length >>> 8);
      frame.write(bytes.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) bytes.length >>> shift));
      }
    }
    frame.writeBytes(bytes);
    out.write(frame.toByteArray());
    out.flush();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
