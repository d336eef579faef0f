package io.sluice.gateway.search;

import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Searches logs on threads of its own, so many at once. Stages fail with a {@link WireFault} for
 * what cannot be asked, and when too many searches are under way.
 */
public final class Searches implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final int AT_ONCE_OF_A_TENANT = 2;

  private final Sources sources;
  private final LongSupplier nanoTime;
  private final Slots slots = new Slots(AT_ONCE_OF_A_TENANT, AT_ONCE);
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("sluice-search-", 1).factory());

  public Searches(Sources sources, LongSupplier nanoTime) {
    this.sources = sources;
    this.nanoTime = nanoTime;
  }

  /** Searches the log of an execution that is of this tenant. */
  public CompletionStage<LogAnswer> search(State.Known state, LogQuestion question) {
    return inTurn(state.facts().tenant(), () -> answer(state, question));
  }

  /** Searches the logs of a tenant. */
  public CompletionStage<TenantAnswer> search(TenantId tenant, TenantQuestion question) {
    return inTurn(
        tenant, () -> new TenantPass(sources, tenant, question, allowance(question.limit())).run());
  }

  private <T> CompletionStage<T> inTurn(TenantId tenant, Supplier<T> work) {
    slots.take(tenant);
    return CompletableFuture.supplyAsync(() -> checked(work), threads)
        .whenComplete((_, _) -> slots.giveBack(tenant));
  }

  private static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException notOurs) {
      throw new WireFault(
          ProblemCode.INVALID_ARGUMENT, "cursor is not one that this search was answered with");
    }
  }

  private Allowance allowance(int limit) {
    return new Allowance(nanoTime, limit);
  }

  private LogAnswer answer(State.Known state, LogQuestion question) {
    Offset earliest = state.progress().trimmed().offset();
    LogPosition start = question.start(earliest.bytes());
    if (start.readFrom() > state.progress().offset().bytes()) {
      throw new WireFault(
          ProblemCode.INVALID_ARGUMENT,
          "the search cannot begin beyond the end of the log, " + state.progress().offset());
    }
    if (start.marks() == null && start.readFrom() < earliest.bytes()) {
      throw WireFault.expired(earliest);
    }
    Allowance allowance = allowance(question.limit());
    StreamScan scan = new StreamScan(question.sought(), question.channel(), start, allowance);
    LogPass pass = new LogPass(sources, state.facts().execution(), scan, allowance, start);
    LogPass.End end = pass.run(question.isPlaced());
    if (end == LogPass.End.NEWEST && state instanceof State.Ended) {
      throw Sources.gone();
    }
    LogPosition position = scan.position();
    return new LogAnswer(
        scan.matches(),
        start.searchedTo(),
        position.searchedTo(),
        end != LogPass.End.MORE,
        end == LogPass.End.OVER ? null : question.cursor(position),
        pass.removed());
  }

  /** What is under way is over soon, by its allowance. */
  @Override
  public void close() {
    threads.close();
  }
}
