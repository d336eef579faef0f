package io.sluice.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to a gateway that can be cut: a TCP proxy on loopback which passes all on until then. */
public final class LineCutter implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int BUFFER = 16 * 1024;

  private final URI gateway;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LineCutter(URI gateway, ServerSocket listener) {
    this.gateway = gateway;
    this.listener = listener;
  }

  public static LineCutter before(URI gateway) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    LineCutter cutter = new LineCutter(gateway, new ServerSocket(0, BACKLOG, loopback));
    cutter.threads.execute(cutter::accept);
    return cutter;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many connections went through it so far. */
  int connections() {
    return connections.get();
  }

  /** Resets both ends of every connection; new ones are let through. */
  public void cut() {
    List<Socket> present = List.copyOf(open);
    present.forEach(LineCutter::reset);
    open.removeAll(Set.copyOf(present));
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        join(listener.accept());
      }
    } catch (IOException _) {
      // It was closed while it waited.
    }
  }

  private void join(Socket client) {
    try {
      Socket server = new Socket(gateway.getHost(), gateway.getPort());
      connections.incrementAndGet();
      open.add(client);
      open.add(server);
      threads.execute(() -> pass(client, server));
      threads.execute(() -> pass(server, client));
    } catch (IOException _) {
      reset(client);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      reset(from);
      reset(to);
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

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    threads.shutdownNow();
  }
}
