package io.sluice.gateway.it;

import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.Channel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One client of {@link Conversations}: reads all, and writes a line when the last was answered. */
final class Conversation {
  private final ExecutionStream stream;
  private final Gates gates;
  private final StringBuilder stdout = new StringBuilder();
  private final StringBuilder stderr = new StringBuilder();
  private final CompletableFuture<StreamEnd> end = new CompletableFuture<>();
  private int answers;

  Conversation(ExecutionStream stream, Gates gates) {
    this.stream = stream;
    this.gates = gates;
  }

  void read() {
    try (stream) {
      end.complete(stream.readTo(this::take));
    } catch (Exception failed) {
      end.completeExceptionally(failed);
    } finally {
      gates.answered(Conversations.ROUNDS);
      wake();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized boolean take(StreamItem item) {
    if (item instanceof StreamItem.Output output) {
      String text = new String(output.bytes().toByteArray(), StandardCharsets.US_ASCII);
      (output.channel() == Channel.STDOUT ? stdout : stderr).append(text);
      while (stdout.indexOf(Conversations.answer(answers + 1)) >= 0) {
        gates.answered(++answers);
      }
      notifyAll();
    }
    return true;
  }

  void write() {
    try {
      for (int round = 1; round <= Conversations.ROUNDS; round++) {
        gates.pass(round);
        stream.writeStdin(Rig.utf8(round + "\n"));
        awaitAnswer(round);
      }
      stream.writeStdin(Rig.utf8(Conversations.REST));
      stream.endStdin();
    } catch (InterruptedException interrupted) {
      end.completeExceptionally(interrupted);
    }
  }

  private synchronized void awaitAnswer(int round) throws InterruptedException {
    while (answers < round && !end.isDone()) {
      wait();
    }
  }

  StreamEnd end() throws Exception {
    return end.get(200, TimeUnit.SECONDS);
  }

  synchronized String stdout() {
    return stdout.toString();
  }

  synchronized String stderr() {
    return stderr.toString();
  }
}
