package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Attachments;
import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Follows logs by pulls: each names the next entry by its number, so there is neither gap nor
 * overlap between journal and live tail.
 */
public final class LogFollower implements Logs {
  private static final int PAGE_BYTES = 512 * 1024;

  private final Attachments executions;
  private final JournalReader journal;

  public LogFollower(Attachments executions, JournalReader journal) {
    this.executions = executions;
    this.journal = journal;
  }

  @Override
  public Source<Entry, NotUsed> follow(ExecutionId id, Start from) {
    return Source.completionStage(start(id, from))
        .flatMapConcat(number -> Source.unfoldAsync(number, next -> page(id, next)))
        .mapConcat(entries -> entries)
        .takeWhile(entry -> !(entry.event() instanceof Event.Ended), true)
        .mapMaterializedValue(_ -> NotUsed.getInstance());
  }

  private CompletionStage<Long> start(ExecutionId id, Start from) {
    return switch (from) {
      case Start.AtOffset(Offset offset) when offset.equals(Offset.ZERO) ->
          CompletableFuture.completedStage(1L);
      case Start.AtOffset(Offset offset) -> journal.locate(id, offset);
      case Start.InChannel(_, long bytes) when bytes == 0 -> CompletableFuture.completedStage(1L);
      case Start.InChannel(Channel channel, long bytes) -> journal.locate(id, channel, bytes);
      case Start.AfterEntry(long number) -> CompletableFuture.completedStage(number + 1);
    };
  }

  private CompletionStage<Optional<Pair<Long, List<Entry>>>> page(ExecutionId id, long number) {
    return executions
        .pull(id, number)
        .thenCompose(
            pulled ->
                switch (pulled) {
                  case Pulled.Live(var entries) -> CompletableFuture.completedStage(entries);
                  case Pulled.InJournal _ -> journal.page(id, number, PAGE_BYTES);
                  case Pulled.NothingYet _ -> CompletableFuture.completedStage(List.<Entry>of());
                  case Pulled.Over _ -> CompletableFuture.<List<Entry>>completedStage(null);
                })
        .thenApply(
            entries ->
                Optional.ofNullable(entries)
                    .map(
                        page ->
                            Pair.create(
                                page.isEmpty() ? number : page.getLast().number() + 1, page)));
  }
}
