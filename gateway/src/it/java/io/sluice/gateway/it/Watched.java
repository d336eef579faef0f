package io.sluice.gateway.it;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachListener;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A consumer that keeps all it is given. */
final class Watched implements AttachListener {
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch firstProblem = new CountDownLatch(1);

  /** What one execution gave, and how it ended. */
  record Result(String stdout, String stderr, AttachEnd end, List<String> problems) {
    Result {
      problems = List.copyOf(problems);
    }
  }

  @Override
  public synchronized boolean output(Channel channel, Offset at, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    (channel == Channel.STDOUT ? stdout : stderr).writeBytes(copy);
    first.countDown();
    notifyAll();
    return true;
  }

  @Override
  public void problem(String code, String message) {
    problems.add(code);
    firstProblem.countDown();
  }

  void awaitFirstOutput() throws InterruptedException {
    first.await();
  }

  /** Waits until it is part of what came of stdout. */
  synchronized void awaitText(String text) throws InterruptedException {
    while (!stdout().contains(text)) {
      wait();
    }
  }

  void awaitProblem() throws InterruptedException {
    firstProblem.await();
  }

  synchronized String stdout() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  synchronized String stderr() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  Result result(AttachEnd end) {
    return new Result(stdout(), stderr(), end, problems);
  }

  /** All of it, as an observer. */
  static Result of(SluiceClient client, String execution) throws IOException, InterruptedException {
    return of(client, AttachRequest.observer(execution, Offset.ZERO));
  }

  static Result of(SluiceClient client, AttachRequest request)
      throws IOException, InterruptedException {
    Watched watched = new Watched();
    try (Attachment attachment = client.attach(request, watched)) {
      return watched.result(attachment.await());
    }
  }
}
