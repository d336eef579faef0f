package io.sluice.gateway.attach;

import io.sluice.gateway.attach.FollowStage.Came;
import io.sluice.gateway.execution.Attachments;
import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Passages;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.follow.Follower.Action;
import io.sluice.protocol.follow.Follower.Input;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link Follower} decides. A reader holds a page, and one that stands still asks
 * for nothing.
 */
public final class LogFollower implements Logs {
  private static final int PAGE_BYTES = 512 * 1024;

  private final Attachments executions;
  private final JournalReader journal;
  private final Readers readers;
  private final Damages damages;

  /** Whoever wants to know that something is read. */
  public interface Readers {
    void began();

    void ended();
  }

  public LogFollower(
      Attachments executions, JournalReader journal, Readers readers, Damages damages) {
    this.executions = executions;
    this.journal = journal;
    this.readers = readers;
    this.damages = damages;
  }

  @Override
  public Source<LogItem, NotUsed> follow(ExecutionId id, Start from) {
    return Source.fromGraph(
        new FollowStage(
            new FollowStage.Reading() {
              @Override
              public void began() {
                readers.began();
              }

              @Override
              public CompletionStage<Came> first() {
                return damages.noting(begin(id, from).thenApply(step -> new Came(step, List.of())));
              }

              @Override
              public CompletionStage<Came> next(Follower.Step step) {
                return damages.noting(perform(id, step));
              }

              @Override
              public void ended() {
                readers.ended();
              }
            }));
  }

  @Override
  public CompletionStage<Boolean> isWholeAfter(ExecutionId id, long number) {
    return journal.hasHoleAfter(id, number).thenApply(hole -> !hole);
  }

  private CompletionStage<Follower.Step> begin(ExecutionId id, Start from) {
    return switch (from) {
      case Start.AtOffset(Offset offset) when offset.equals(Offset.ZERO) -> begun(1, Cursor.START);
      case Start.AtOffset(Offset offset) ->
          journal.locate(id, offset).thenApply(next -> Follower.begin(next, Cursor.at(offset)));
      case Start.InChannel(_, long bytes) when bytes == 0 -> begun(1, Cursor.START);
      case Start.InChannel(Channel channel, long bytes) ->
          journal.locate(id, channel, bytes).thenApply(next -> Follower.begin(next, null));
      case Start.AfterEntry(long number) -> begun(number + 1, number == 0 ? Cursor.START : null);
    };
  }

  private static CompletionStage<Follower.Step> begun(long next, @Nullable Cursor at) {
    return CompletableFuture.completedStage(Follower.begin(next, at));
  }

  /** The last action asks for something, or breaks off. */
  private CompletionStage<Came> perform(ExecutionId id, Follower.Step step) {
    return switch (step.actions().getLast()) {
      case Action.ReadJournal(long from) ->
          journal
              .page(id, from, PAGE_BYTES)
              .thenApply(page -> next(step, new Input.Page(passages(page), isFull(page)), page));
      case Action.Pull(long from) ->
          executions.pull(id, from).thenApply(pulled -> next(step, pulled));
      case Action.AskTrimmed _ ->
          executions.trimmed(id).thenApply(upTo -> next(step, new Input.Trimmed(upTo), List.of()));
      case Action.Fail(long needed, long found) ->
          CompletableFuture.failedStage(
              new LogDamaged(
                  id, "entry " + needed + " is missing, entry " + found + " came", null));
      case Action.Deliver _, Action.Missing _, Action.Complete _ ->
          throw new IllegalStateException("a follower that asks for nothing: " + step.state());
    };
  }

  private static Came next(Follower.Step step, Pulled pulled) {
    return switch (pulled) {
      case Pulled.Live(var entries) -> next(step, new Input.Ring(passages(entries)), entries);
      case Pulled.InJournal _ -> next(step, new Input.InJournal(), List.of());
      case Pulled.NothingYet _ -> next(step, new Input.NothingYet(), List.of());
      case Pulled.Over _ -> next(step, new Input.Over(), List.of());
    };
  }

  private static Came next(Follower.Step step, Input input, List<Entry> entries) {
    Follower.Step next = Follower.step(step.state(), input);
    List<LogItem> items = new ArrayList<>();
    for (Action action : next.actions()) {
      switch (action) {
        case Action.Deliver(int skip, int count) ->
            entries.subList(skip, skip + count).stream()
                .map(LogItem.Journaled::new)
                .forEach(items::add);
        case Action.Missing(var gaps, long before) -> items.add(new LogItem.Missing(gaps, before));
        case Action.ReadJournal _,
            Action.Pull _,
            Action.AskTrimmed _,
            Action.Complete _,
            Action.Fail _ -> {}
      }
    }
    return new Came(next, items);
  }

  private static List<Follower.Entry> passages(List<Entry> entries) {
    return entries.stream().map(entry -> Passages.of(entry.number(), entry.event())).toList();
  }

  /** A page that is not is the newest: then the execution is asked, who may have more in memory. */
  private static boolean isFull(List<Entry> page) {
    long bytes = 0;
    for (Entry entry : page) {
      bytes += entry.event() instanceof Event.OutputAppended output ? output.payload().size() : 0;
    }
    return bytes >= PAGE_BYTES;
  }
}
