package io.sluice.gateway.http;

import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.audit.Accesses;
import io.sluice.gateway.audit.Visit;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.access.AccessEvent.Right;
import io.sluice.protocol.access.AccessEvent.Way;
import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Has the access trail say who asks for what, before it is given (T3). */
record Visits(Accesses accesses) {
  static Visits of(Services services) {
    return new Visits(services.audits().accesses());
  }

  /** Something done at once; completes when it may be. */
  CompletionStage<Long> acts(Call call, ExecutionId execution, Act act, @Nullable String detail) {
    return accesses.record(execution, new AccessEvent.Acted(call.visitor(), act, detail));
  }

  /** A reading over HTTP; the answer, which closes the visit, waits until it is recorded. */
  <T> CompletionStage<T> reads(
      Call call,
      ExecutionId execution,
      Way way,
      @Nullable Offset from,
      Function<Visit, CompletionStage<T>> answer) {
    return visit(
        execution,
        new AccessEvent.Opened(call.visitor(), way, Right.READ, null, from, false),
        answer);
  }

  /** The same for a session. */
  <T> CompletionStage<T> attaches(
      Call call, ExecutionId execution, Wish wish, Function<Visit, CompletionStage<T>> answer) {
    ConsumerId consumer = wish.consumer();
    return visit(
        execution,
        new AccessEvent.Opened(
            call.visitor(),
            Way.ATTACH,
            wish instanceof Wish.ToControl ? Right.WRITE : Right.READ,
            consumer == null ? null : consumer.value(),
            asked(wish),
            wish instanceof Wish.ToControl control && control.preempt()),
        answer);
  }

  private <T> CompletionStage<T> visit(
      ExecutionId execution,
      AccessEvent.Opened opened,
      Function<Visit, CompletionStage<T>> answer) {
    Visit visit = Visit.begin(accesses, execution, opened);
    return CompletableFuture.completedStage(visit)
        .thenCompose(answer)
        .thenCombine(visit.recorded(), (answered, _) -> answered)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                visit.refused();
              }
            });
  }

  private static @Nullable Offset asked(Wish wish) {
    StartFrom from =
        switch (wish) {
          case Wish.Observe(var start) -> start;
          case Wish.ObserveOffsets(_, var start, _) -> start;
          case Wish.ControlOffsets(_, var start, _) -> start;
          case Wish.Control _ -> new StartFrom.OpenPlace();
        };
    return switch (from) {
      case StartFrom.At(var offset) -> offset;
      case StartFrom.AtKept(var offset) -> offset;
      case StartFrom.OpenPlace _,
          StartFrom.OwnAcknowledged _,
          StartFrom.PredecessorAcknowledged _,
          StartFrom.Tail _ ->
          null;
    };
  }

  /** What is read of a log within these offsets; the visit is over with it. */
  static Source<LogItem, NotUsed> watched(
      Visit visit, Source<LogItem, NotUsed> log, long start, long end) {
    AtomicBoolean began = new AtomicBoolean();
    return log.map(
            item -> {
              if (item instanceof LogItem.Journaled(Entry(_, OutputAppended output))) {
                long first = output.offset().bytes();
                if (began.compareAndSet(false, true)) {
                  visit.from(new Offset(Math.max(start, first)));
                }
                visit.reached(new Offset(Math.min(end, first + output.payload().size())));
              }
              return item;
            })
        .watchTermination(
            (materialized, done) -> {
              var _ = done.whenComplete((_, _) -> visit.close());
              return materialized;
            });
  }

  static Source<LogItem, NotUsed> watched(Visit visit, Source<LogItem, NotUsed> log) {
    return watched(visit, log, 0, Long.MAX_VALUE);
  }
}
