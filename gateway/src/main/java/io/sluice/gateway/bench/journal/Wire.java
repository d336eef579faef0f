package io.sluice.gateway.bench.journal;

import io.sluice.gateway.cli.UserFailure;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One connection of a writer: what it asks is answered in the order of asking. */
final class Wire implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final Socket socket;
  private final OutputStream out;
  private final Queue<CompletableFuture<Long>> asked = new ConcurrentLinkedQueue<>();

  private Wire(Socket socket, OutputStream out) {
    this.socket = socket;
    this.out = out;
  }

  /** Reads the next answer; what is none to a question is passed over inside. */
  interface Reader {
    void answer(Answers answers) throws IOException;
  }

  /** Writes a question, whole. */
  interface Question {
    void write(OutputStream out) throws IOException;
  }

  /** Connects; the greeting is done before questions are answered. */
  static Wire open(ServerProcess server, Greeting greeting) throws UserFailure {
    try {
      Socket socket = server.connect();
      Answers answers = new Answers(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
      Wire wire =
          new Wire(socket, new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
      Reader reader = greeting.greet(answers, wire.out);
      Thread.ofVirtual().start(() -> wire.read(answers, reader));
      return wire;
    } catch (IOException failed) {
      throw new UserFailure("a connection of the load failed: " + failed.getMessage(), failed);
    }
  }

  /** What is said before the first question. */
  interface Greeting {
    Reader greet(Answers answers, OutputStream out) throws IOException;
  }

  /** Sends at once; completes with the time of the answer. */
  CompletableFuture<Long> ask(Question question) {
    CompletableFuture<Long> answered = new CompletableFuture<>();
    asked.add(answered);
    try {
      question.write(out);
      out.flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return answered;
  }

  private void read(Answers answers, Reader reader) {
    try {
      while (true) {
        reader.answer(answers);
        CompletableFuture<Long> next = asked.poll();
        if (next == null) {
          throw new IOException("an answer to no question");
        }
        next.complete(System.nanoTime());
      }
    } catch (IOException ended) {
      for (var left = asked.poll(); left != null; left = asked.poll()) {
        left.completeExceptionally(ended);
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
