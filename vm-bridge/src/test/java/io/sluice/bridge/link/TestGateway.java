package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The gateway's end on a real socket: accepts links one after another. */
final class TestGateway implements AutoCloseable {
  static final String TOKEN = "runner-token";

  private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final BlockingQueue<TestSocket> links = new LinkedBlockingQueue<>();
  private final Thread acceptor = Thread.startVirtualThread(this::accept);

  TestGateway() throws IOException {}

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The next link that was upgraded; its hello is its first frame. */
  TestSocket awaitLink() throws InterruptedException {
    TestSocket link = links.poll(30, TimeUnit.SECONDS);
    assertThat(link).isNotNull();
    return link;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (TestSocket link = links.poll(); link != null; link = links.poll()) {
      link.close();
    }
    acceptor.interrupt();
  }

  private void accept() {
    try {
      while (true) {
        TestSocket link = TestSocket.upgrade(server.accept(), TOKEN);
        if (link != null) {
          links.add(link);
        }
      }
    } catch (IOException closed) {
      assertThat(server.isClosed()).isTrue();
    }
  }
}
