package io.sluice.gateway.box;

import io.sluice.gateway.box.Boxes.MainAnswer;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Index.Admission;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has main sessions begin, once (L6). The start of a box decides the id of its main session, and
 * the journal takes each id once: who comes again, or after a crash, leads to the same one.
 */
final class MainSessions {
  private final BoxSides sides;
  private final Entrances entrances;
  private final InstantSource clock;
  private final Supplier<ExecutionId> ids;
  private final Map<ExecutionId, CompletableFuture<MainAnswer>> beginning =
      new ConcurrentHashMap<>();

  /** Ids must be new each time, for all tenants. */
  MainSessions(
      BoxSides sides, Entrances entrances, InstantSource clock, Supplier<ExecutionId> ids) {
    this.sides = sides;
    this.entrances = entrances;
    this.clock = clock;
    this.ids = ids;
  }

  /** Of the next life of a box, if it has one then. */
  ExecutionId newId() {
    return ids.get();
  }

  /** The one of the present life of the box; it begins when it did not yet. */
  CompletionStage<MainAnswer> of(Box box) {
    ExecutionId main = box.life().main();
    CommandSpec command = box.upkeep().main();
    if (command == null) {
      return CompletableFuture.completedStage(new MainAnswer.None());
    }
    if (main == null || box.status() != Box.Status.RUNNING) {
      return CompletableFuture.completedStage(new MainAnswer.NotRunning());
    }
    return sides
        .executions()
        .state(main)
        .thenCompose(
            state ->
                switch (state) {
                  case State.Known _ -> ready(main);
                  case State.Absent _ -> unlessGone(facts(box, main, command), box.runner());
                });
  }

  /** The same, but one that never ran, or whose runner was lost, is followed by another. */
  CompletionStage<MainAnswer> ofStarted(Box box) {
    ExecutionId main = box.life().main();
    if (main == null) {
      return of(box);
    }
    return sides
        .executions()
        .state(main)
        .thenCompose(state -> hasFailed(state) ? replaced(box, main) : of(box));
  }

  private static boolean hasFailed(State state) {
    return state instanceof State.Ended ended
        && switch (ended.outcome().reason()) {
          // It has no time limit but that of its wait for a place.
          case START_FAILED, LOST, TIMED_OUT -> true;
          case EXITED, SIGNALLED, KILLED, OUTPUT_LIMIT -> false;
        };
  }

  /** Of several at once one replaces it, and the others get what that one begins. */
  private CompletionStage<MainAnswer> replaced(Box box, ExecutionId failed) {
    ExecutionId next = ids.get();
    return sides
        .index()
        .call(
            rows -> {
              rows.replaceMain(box.tenant(), box.id(), failed, next, now());
              return rows.box(box.tenant(), box.id());
            })
        .thenCompose(
            found ->
                found
                    .map(this::of)
                    .orElseGet(
                        () -> CompletableFuture.completedStage(new MainAnswer.NotRunning())));
  }

  /** It ended so long ago that its log is forgotten, or it is still to begin. */
  private CompletionStage<MainAnswer> unlessGone(Facts facts, @Nullable RunnerId home) {
    return sides
        .known()
        .isGone(facts.tenant(), facts.execution())
        .thenCompose(gone -> gone ? ready(facts.execution()) : begunOnce(facts, home));
  }

  private CompletionStage<MainAnswer> begunOnce(Facts facts, @Nullable RunnerId home) {
    CompletableFuture<MainAnswer> mine = new CompletableFuture<>();
    CompletableFuture<MainAnswer> first = beginning.putIfAbsent(facts.execution(), mine);
    if (first != null) {
      return first;
    }
    var _ =
        entrances
            .enter(facts.box(), () -> begin(facts, home))
            .whenComplete(
                (answer, failure) -> {
                  beginning.remove(facts.execution());
                  complete(mine, answer, failure);
                });
    return mine;
  }

  private static void complete(
      CompletableFuture<MainAnswer> future,
      @Nullable MainAnswer answer,
      @Nullable Throwable failure) {
    if (answer != null) {
      future.complete(answer);
    } else if (failure != null) {
      future.completeExceptionally(failure);
    }
  }

  private CompletionStage<MainAnswer> begin(Facts facts, @Nullable RunnerId home) {
    return sides
        .known()
        .insert(facts)
        .thenCompose(
            admission ->
                switch (admission) {
                  case NOT_RUNNING -> CompletableFuture.completedStage(new MainAnswer.NotRunning());
                  case ADMITTED, TAKEN ->
                      sides
                          .executions()
                          .begin(facts, home)
                          .thenCompose(answer -> answered(facts, admission, answer));
                });
  }

  private CompletionStage<MainAnswer> answered(
      Facts facts, Admission admission, BeginAnswer answer) {
    return switch (answer) {
      case BeginAnswer.Begun _, BeginAnswer.Refused _ -> ready(facts.execution());
      case BeginAnswer.NotPlaced(Unplaced why) when admission == Admission.ADMITTED ->
          sides.known().withdraw(facts.execution()).thenApply(_ -> new MainAnswer.NotPlaced(why));
      case BeginAnswer.NotPlaced(Unplaced why) ->
          CompletableFuture.completedStage(new MainAnswer.NotPlaced(why));
    };
  }

  private static CompletionStage<MainAnswer> ready(ExecutionId main) {
    return CompletableFuture.completedStage(new MainAnswer.Ready(main));
  }

  private Facts facts(Box box, ExecutionId main, CommandSpec own) {
    Map<String, String> environment = new HashMap<>(box.environment());
    environment.putAll(own.environment());
    CommandSpec command =
        new CommandSpec(
            own.program(),
            own.arguments(),
            environment,
            box.workingDirectory(),
            own.terminal(),
            null,
            own.stdin());
    return new Facts(
        main,
        box.tenant(),
        box.id(),
        command,
        Facts.MAIN_SESSION,
        now(),
        null,
        new Terms(
            new UnattendedRule.Never(),
            box.requirements(),
            BoxLimits.ofBox(box.memoryMib(), box.cpus()),
            sides.quotas().of(box.tenant()).bounds(LogWish.NONE)));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
