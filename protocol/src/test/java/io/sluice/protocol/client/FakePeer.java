package io.sluice.protocol.client;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Message;
import io.sluice.protocol.wire.V1ServerFrame;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A peer on loopback that does what a test scripts, byte by byte: HTTP/1.1 and RFC 6455. */
final class FakePeer implements AutoCloseable {
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What the peer does with a request. */
  interface Script {
    void answer(Request request) throws IOException;
  }

  private final ServerSocket server;
  private final Script script;

  private FakePeer(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
  }

  static FakePeer start(Script script) throws IOException {
    FakePeer peer = new FakePeer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), script);
    Thread.ofVirtual().start(peer::accept);
    return peer;
  }

  SluiceClient client() {
    return new SluiceClient(URI.create("http://127.0.0.1:" + server.getLocalPort()), "secret");
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        Map<String, String> headers = headers(in);
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        script.answer(new Request(line, headers, body, in, socket.getOutputStream()));
        if (headers.containsKey("upgrade")) {
          return; // What comes now are frames, no request.
        }
      }
    } catch (IOException _) {
      // The client left.
    }
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** One request, and the ways to answer it. */
  record Request(
      String line, Map<String, String> headers, String body, InputStream in, OutputStream out) {
    void respond(int status, String answer) throws IOException {
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      String head = "HTTP/1.1 " + status + " Any\r\nContent-Length: " + bytes.length + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.flush();
    }

    /** Turns the connection into a WebSocket. */
    void upgrade() throws IOException {
      String key = headers.getOrDefault("sec-websocket-key", "");
      String protocol = headers.get("sec-websocket-protocol");
      String head =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + (protocol == null ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n")
              + "Sec-WebSocket-Accept: "
              + accept(key)
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    void output(int channel, String bytes) throws IOException {
      frame(0x82, (char) channel + bytes);
    }

    void text(String json) throws IOException {
      frame(0x81, json);
    }

    void ping(String payload) throws IOException {
      frame(0x89, payload);
    }

    /** A frame of {@code sluice.v1}. */
    void send(V1ServerFrame frame) throws IOException {
      switch (V1Frames.encode(frame)) {
        case V1Message.Text(String json) -> text(json);
        case V1Message.Binary(Payload bytes) ->
            frame(0x82, new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1));
      }
    }

    /** The next frame of {@code sluice.v1}; pings are answered on the way. */
    V1ClientFrame next() throws IOException {
      while (true) {
        String frame = read();
        String content = frame.substring(2);
        switch (frame.charAt(0)) {
          case '1' -> {
            return V1Frames.decodeClient(new V1Message.Text(content));
          }
          case '2' -> {
            byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
            return V1Frames.decodeClient(new V1Message.Binary(Payload.owning(bytes)));
          }
          case '8' -> throw new EOFException("it closed");
          case '9' -> frame(0x8a, content);
          default -> {
            // A pong.
          }
        }
      }
    }

    /** Reads on until everything before there is acknowledged. */
    void awaitAcknowledged(long offset) throws IOException {
      V1ClientFrame wanted = new V1ClientFrame.Acknowledge(new Offset(offset));
      V1ClientFrame frame = next();
      while (!frame.equals(wanted)) {
        frame = next();
      }
    }

    /** What the request asks for, without method and version. */
    String target() {
      return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
    }

    /** Takes what comes, and says nothing, until the client leaves. */
    void silence() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    void close(int code) throws IOException {
      frame(0x88, "" + (char) (code >> 8) + (char) (code & 0xff));
    }

    /**
     * @param head the first byte of the frame: final bit and operation
     */
    void frame(int head, String latin1) throws IOException {
      byte[] payload = latin1.getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) head);
      if (payload.length < 126) {
        frame.put((byte) payload.length);
      } else if (payload.length < 1 << 16) {
        frame.put((byte) 126).putShort((short) payload.length);
      } else {
        frame.put((byte) 127).putLong(payload.length);
      }
      frame.put(payload);
      synchronized (out) {
        out.write(frame.array(), 0, frame.position());
        out.flush();
      }
    }

    /** The next frame of the client: operation in hexadecimal, a space, the payload. */
    String read() throws IOException {
      int head = in.read();
      int size = in.read() & 0x7f;
      if (head < 0 || size == 127) {
        throw new EOFException("it left, or sent what no test sends");
      }
      int operation = head & 0x0f;
      size = size == 126 ? (in.read() << 8) | in.read() : size;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(size);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      return Integer.toHexString(operation)
          + " "
          + new String(payload, StandardCharsets.ISO_8859_1);
    }

    private static String accept(String key) {
      try {
        byte[] text = (key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
