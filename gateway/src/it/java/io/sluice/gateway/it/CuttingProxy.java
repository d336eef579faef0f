package io.sluice.gateway.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on loopback that passes everything on and breaks connections where its policy says.
 * It counts what it did, so that a test can see that its faults really happened.
 */
final class CuttingProxy implements AutoCloseable {
  private final URI server;
  private final CutPolicy policy;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final Map<Fate.How, AtomicLong> done = new ConcurrentHashMap<>();

  private CuttingProxy(URI server, CutPolicy policy, ServerSocket listener) {
    this.server = server;
    this.policy = policy;
    this.listener = listener;
  }

  /** Starts one in front of a server on loopback. */
  static CuttingProxy before(URI server, CutPolicy policy) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    CuttingProxy proxy = new CuttingProxy(server, policy, listener);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** Where clients find the server through it. */
  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How often that happened so far. */
  long cuts(Fate.How how) {
    AtomicLong count = done.get(how);
    return count == null ? 0 : count.get();
  }

  /** How often WebSockets were asked for whose target contains the text. */
  int attempts(String part) {
    return attempts.entrySet().stream()
        .filter(entry -> entry.getKey().contains(part))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Whether a connection stalls whose target contains the text. */
  boolean isStalled(String part) {
    return open.stream().anyMatch(connection -> connection.isStalled(part));
  }

  /** Resets both peers of each connection that stalls and whose target contains the text. */
  void resetStalled(String part) {
    open.stream()
        .filter(connection -> connection.isStalled(part))
        .forEach(ProxiedConnection::reset);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(ProxiedConnection::reset);
    threads.close();
  }

  @Override
  public String toString() {
    return "cuts " + done + " on " + attempts.values().stream().mapToInt(i -> i).sum() + " sockets";
  }

  /** The fate of a WebSocket that is asked for now. */
  Fate fate(String target) {
    return policy.fate(target, attempts.merge(target, 1, Integer::sum));
  }

  /** The fate of the answer to another request. */
  Fate answer(String target) {
    return policy.answer(target);
  }

  void happened(String target, Fate.Cut cut) {
    done.computeIfAbsent(cut.how(), _ -> new AtomicLong()).incrementAndGet();
    policy.happened(target, cut);
  }

  void forget(ProxiedConnection connection) {
    open.remove(connection);
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        pass(listener.accept());
      }
    } catch (IOException _) {
      // It was closed while it waited.
    }
  }

  private void pass(Socket client) throws IOException {
    try {
      Socket towards = new Socket(server.getHost(), server.getPort());
      ProxiedConnection connection = new ProxiedConnection(this, client, towards);
      open.add(connection);
      threads.execute(connection::up);
      threads.execute(connection::down);
    } catch (IOException _) {
      client.close(); // As the server itself refuses it.
    }
  }
}
