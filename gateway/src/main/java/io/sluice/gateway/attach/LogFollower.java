package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Attachments;
import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.protocol.execution.Event;
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
 * The log of one execution from an offset to its end, at the pace of who reads it: each pull names
 * the next entry by its number, so there is neither gap nor overlap between journal and live tail.
 */
final class LogFollower {
  private static final int PAGE_BYTES = 512 * 1024;

  private final Attachments executions;
  private final JournalReader journal;

  LogFollower(Attachments executions, JournalReader journal) {
    this.executions = executions;
    this.journal = journal;
  }

  /** Ends after the terminal event; the first output entry may begin before the offset. */
  Source<Entry, NotUsed> follow(ExecutionId id, Offset from) {
    return Source.completionStage(start(id, from))
        .flatMapConcat(number -> Source.unfoldAsync(number, next -> page(id, next)))
        .mapConcat(entries -> entries)
        .takeWhile(entry -> !(entry.event() instanceof Event.Ended), true)
        .mapMaterializedValue(_ -> NotUsed.getInstance());
  }

  private CompletionStage<Long> start(ExecutionId id, Offset from) {
    return from.equals(Offset.ZERO)
        ? CompletableFuture.completedStage(1L)
        : journal.locate(id, from);
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
