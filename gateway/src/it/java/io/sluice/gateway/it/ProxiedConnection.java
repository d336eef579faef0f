package io.sluice.gateway.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection through a {@link CuttingProxy}: two threads, one for each direction. Only the
 * first request of a connection is looked at.
 */
final class ProxiedConnection {
  private static final int BUFFER = 16 * 1024;
  private static final String HEAD_END = "\r\n\r\n";

  private final CuttingProxy proxy;
  private final Socket client;
  private final Socket server;
  private final AtomicInteger directions = new AtomicInteger(2);
  private volatile String target = "";
  private volatile Fate fate = new Fate.Pass();
  private volatile boolean isSocket;
  private volatile boolean silent;

  ProxiedConnection(CuttingProxy proxy, Socket client, Socket server) throws IOException {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  boolean isStalled(String part) {
    return silent
        && target.contains(part)
        && fate instanceof Fate.Cut(_, Fate.How how)
        && how == Fate.How.STALL;
  }

  /** From the client to the server. The fate is known before the server sees the request. */
  void up() {
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      byte[] first = head(in);
      judge(new String(first, StandardCharsets.ISO_8859_1));
      out.write(isSocket ? first : forOneAnswer(first));
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, count);
        }
      }
      if (!silent) {
        server.shutdownOutput();
      }
      directionEnded();
    } catch (IOException _) {
      broken();
    }
  }

  /** From the server to the client, up to the cut. */
  void down() {
    try {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      PointScanner scanner = null;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (scanner == null && fate instanceof Fate.Cut(Fate.Point at, _)) {
          scanner = isSocket ? new CutScanner(at) : new ChunkScanner(at);
        }
        out.write(buffer, 0, scanner == null ? count : scanner.pass(buffer, count));
        if (scanner != null && scanner.isReached()) {
          cut();
          return;
        }
      }
      client.shutdownOutput();
      directionEnded();
    } catch (IOException _) {
      broken();
    }
  }

  /** Up to the end of the first request's head, and what came with it. */
  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    while (!head.toString(StandardCharsets.ISO_8859_1).contains(HEAD_END)) {
      int count = in.read(buffer);
      if (count < 0) {
        break;
      }
      head.write(buffer, 0, count);
    }
    return head.toByteArray();
  }

  /** The connection ends with the answer: a later request on it would pass unjudged. */
  private static byte[] forOneAnswer(byte[] request) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    return text.replaceFirst("\r\n", "\r\nConnection: close\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void judge(String request) {
    String[] line = request.split(" ", 3);
    if (line.length < 3) {
      return; // It was closed before it asked.
    }
    target = line[1];
    isSocket = request.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket\r\n");
    fate = isSocket ? proxy.fate(target) : proxy.answer(target);
  }

  private void cut() throws IOException {
    if (!(fate instanceof Fate.Cut cut)) {
      return;
    }
    proxy.happened(target, cut);
    switch (cut.how()) {
      case RESET -> reset();
      case FINISH -> {
        silent = true;
        client.shutdownOutput();
        server.shutdownOutput();
      }
      case STALL -> silent = true;
      case HALF_RESET -> {
        silent = true;
        reset(client);
      }
    }
  }

  void reset() {
    silent = false;
    reset(client);
    reset(server);
    proxy.forget(this);
  }

  private void broken() {
    if (!silent) {
      reset();
    }
  }

  private void directionEnded() throws IOException {
    if (directions.decrementAndGet() == 0) {
      client.close();
      server.close();
      proxy.forget(this);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException _) {
      // It is closed, which is what was wanted.
    }
  }
}
