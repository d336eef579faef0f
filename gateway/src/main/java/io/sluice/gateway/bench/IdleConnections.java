package io.sluice.gateway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections over which one request was answered, and which are kept open since. */
final class IdleConnections implements AutoCloseable {
  private static final String REQUEST = "GET /v1/config HTTP/1.1\r\nHost: sluice\r\n\r\n";

  private final List<Socket> sockets = new ArrayList<>();

  static IdleConnections open(URI gateway, int count) throws IOException {
    IdleConnections connections = new IdleConnections();
    try {
      for (int opened = 0; opened < count; opened++) {
        connections.sockets.add(open(gateway));
      }
      return connections;
    } catch (IOException failed) {
      connections.close();
      throw failed;
    }
  }

  private static Socket open(URI gateway) throws IOException {
    Socket socket = new Socket(gateway.getHost(), gateway.getPort());
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    var answer =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String status = answer.readLine();
    if (status == null || !status.startsWith("HTTP/1.1 200 ")) {
      socket.close();
      throw new IOException("no answer to a request: " + status);
    }
    return socket;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
