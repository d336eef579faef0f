package io.sluice.gateway.execution;

import io.sluice.gateway.execution.IntakeMessage.Origin;
import io.sluice.protocol.execution.Command;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Has what a runner tells journaled, a batch after the other. */
final class Batches {
  private static final Duration NOTES = Duration.ofMillis(10);
  private static final IntakeMessage NOTES_DUE = new IntakeMessage.NotesDue();

  private final Gathering gathering = new Gathering();
  private final TimerScheduler<IntakeMessage> timers;
  private final BiConsumer<List<Command>, Origin> journal;

  Batches(TimerScheduler<IntakeMessage> timers, BiConsumer<List<Command>, Origin> journal) {
    this.timers = timers;
    this.journal = journal;
  }

  boolean isIdle() {
    return gathering.isIdle();
  }

  /** False, and nothing kept, when the runner sent more than its window allows. */
  boolean add(Command command) {
    boolean added = gathering.add(command);
    if (added) {
      commitSoon();
    }
    return added;
  }

  /** What only notes that something began or closed waits a moment for what mostly follows. */
  private void commitSoon() {
    if (gathering.holdsOnlyNotes()) {
      timers.startSingleTimer(NOTES_DUE, NOTES_DUE, NOTES);
    } else {
      commit();
    }
  }

  /** All that waits, unless a batch is in flight. */
  void commit() {
    give(gathering.next());
  }

  private void give(List<Command> batch) {
    if (!batch.isEmpty()) {
      journal.accept(batch, new Origin.RunnerBatch(gathering.batch()));
    }
  }

  /** The batch of this number is decided. */
  void answered(long number, boolean goOn) {
    gathering.answered(number);
    if (goOn) {
      commitSoon();
    }
  }

  /** To a child that came back: it may not have had it. */
  void giveUnanswered() {
    give(gathering.unanswered());
  }

  /** What waits is not wanted any more, or comes again. */
  void clear() {
    gathering.clear();
  }
}
