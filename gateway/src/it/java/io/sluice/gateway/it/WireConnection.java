package io.sluice.gateway.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client on a plain socket, which sends what it likes and hides no break: the clients of the JDK
 * do not tell of every cut, and refuse to send what is wrong.
 */
final class WireConnection implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  /** The key of RFC 6455's example; what matters is that there is one. */
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private WireConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
    this.out = socket.getOutputStream();
  }

  /** The head of an answer; names of headers are in lower case. */
  record Head(int status, Map<String, String> headers) {
    Head {
      headers = Map.copyOf(headers);
    }

    boolean isChunked() {
      return "chunked".equals(headers.get("transfer-encoding"));
    }

    boolean hasUpgraded() {
      return status == 101;
    }
  }

  /**
   * Connects.
   *
   * @param patience how long it waits for each byte before it takes the line for dead
   */
  static WireConnection open(URI server, Duration patience) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    return new WireConnection(socket);
  }

  /** Sends a request and reads the head of its answer. */
  Head request(String method, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: sluice\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    send((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    send(body);
    return head();
  }

  /** What a request for a WebSocket carries. */
  static Map<String, String> upgrade(Map<String, String> more) {
    Map<String, String> headers =
        new TreeMap<>(
            Map.of(
                "Upgrade", "websocket",
                "Connection", "Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", KEY));
    headers.putAll(more);
    return headers;
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  InputStream in() {
    return in;
  }

  /** The body that belongs to a head, to its end. */
  byte[] body(Head head) throws IOException {
    if (head.isChunked()) {
      return new ChunkedBody(in).readAllBytes();
    }
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body was cut");
    }
    return body;
  }

  WireFrame frame() throws IOException {
    return WireFrame.read(in);
  }

  /** Breaks the line, so that the peer sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Head head() throws IOException {
    String first = line(in);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] parts = line.split(": *", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return new Head(Integer.parseInt(first.split(" ", 3)[1]), headers);
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("cut in a line");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
