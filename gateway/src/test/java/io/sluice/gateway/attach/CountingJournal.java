package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A log in memory that notes what is asked of it, and answers when it is told to. */
final class CountingJournal implements JournalReader {
  final List<Long> asked = new ArrayList<>();
  private final List<Entry> log = new ArrayList<>();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private boolean holds;
  private boolean broken;

  void add(Entry entry) {
    log.add(entry);
  }

  /** From now on answers wait until {@link #answer}. */
  void hold() {
    holds = true;
  }

  void breakDown() {
    broken = true;
  }

  void mend() {
    broken = false;
  }

  /** All that wait. */
  void answer() {
    holds = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  @Override
  public CompletionStage<List<Entry>> page(
      ExecutionId execution, long fromNumber, int maxPayloadBytes) {
    asked.add(fromNumber);
    List<Entry> page = page(fromNumber, maxPayloadBytes);
    CompletableFuture<List<Entry>> answer = new CompletableFuture<>();
    Runnable answering =
        broken
            ? () -> answer.completeExceptionally(new IllegalStateException("a test"))
            : () -> answer.complete(page);
    if (holds) {
      held.add(answering);
    } else {
      answering.run();
    }
    return answer;
  }

  private List<Entry> page(long from, int most) {
    List<Entry> page = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : log) {
      if (entry.number() >= from && bytes < most) {
        page.add(entry);
        bytes += entry.event() instanceof Event.OutputAppended output ? output.payload().size() : 0;
      }
    }
    return page;
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Offset offset) {
    return CompletableFuture.completedStage(offset.bytes() + 1);
  }

  @Override
  public CompletionStage<Long> locate(ExecutionId execution, Channel channel, long bytes) {
    return CompletableFuture.completedStage(bytes + 1);
  }

  @Override
  public CompletionStage<Boolean> hasHoleAfter(ExecutionId execution, long number) {
    return CompletableFuture.completedStage(false);
  }
}
