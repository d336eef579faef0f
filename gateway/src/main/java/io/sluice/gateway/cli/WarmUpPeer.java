package io.sluice.gateway.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** Answers on loopback as a gateway would, with the same short answers each time. */
final class WarmUpPeer implements AutoCloseable {
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String EXECUTION =
      """
      {"execution_id":"warm-up","box_id":"warm-up","status":"completed","state":"ended",\
      "exit_code":0,"reason":"exited","offsets":{"end":3,"stdout":3,"stderr":0},\
      "command":["true"],"labels":{}}""";
  private static final String BOX =
      "{\"box_id\":\"warm-up\",\"status\":\"configured\",\"image\":\"host\"}";

  private static final String ATTACHED =
      """
      {"type":"attached","execution_id":"warm-up","role":"controller","generation":1,"from":0,\
      "stdin_offset":0,"stdin_credit":9,"state":"running"}""";
  private static final String EXIT =
      """
      {"type":"exit","exit_code":0,"reason":"exited","offset":3,"totals":{"stdout":3,"stderr":0}}""";
  private static final int MAX_SHORT = 125;

  private final ServerSocket server;

  private WarmUpPeer(ServerSocket server) {
    this.server = server;
  }

  static WarmUpPeer open() throws IOException {
    WarmUpPeer peer = new WarmUpPeer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(peer::accept);
    return peer;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private static void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      OutputStream out = socket.getOutputStream();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        answer(line, in, out);
      }
    } catch (IOException _) {
      // The client left.
    }
  }

  private static void answer(String requestLine, InputStream in, OutputStream out)
      throws IOException {
    int length = 0;
    String key = "";
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      String value = header.substring(header.indexOf(':') + 1).strip();
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(value);
      } else if (lower.startsWith("sec-websocket-key:")) {
        key = value;
      }
    }
    in.skipNBytes(length);
    if (key.isEmpty()) {
      String body = body(requestLine);
      String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
      out.write((head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    } else {
      attach(key, in, out);
    }
  }

  private static String body(String requestLine) {
    String path = requestLine.split(" ", 3)[1];
    if (path.equals("/v1/keys")) {
      return "{\"keys\":[]}";
    }
    if (path.equals("/v1/executions")) {
      return "{\"executions\":[" + EXECUTION + "]}";
    }
    return path.startsWith("/v1/executions/") || path.endsWith("/exec") ? EXECUTION : BOX;
  }

  /**
   * The beginning, three bytes of output, a Ping, the exit, the close; then it waits for the client
   * to leave.
   */
  private static void attach(String key, InputStream in, OutputStream out) throws IOException {
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Protocol: sluice.v1\r\nSec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    frame(out, 0x1, ATTACHED);
    frame(out, 0x2, "\u0001" + "\u0000".repeat(16) + "ok\n");
    frame(out, 0x9, "p");
    frame(out, 0x1, EXIT);
    frame(out, 0x8, "\u0003\u00e8");
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void frame(OutputStream out, int opcode, String payload) throws IOException {
    out.write(0x80 | opcode);
    if (payload.length() > MAX_SHORT) {
      out.write(new byte[] {126, 0});
    }
    out.write(payload.length());
    out.write(payload.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
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
}
