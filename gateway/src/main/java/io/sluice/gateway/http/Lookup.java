package io.sluice.gateway.http;

import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what a call names, within its tenant; the stages fail with not_found else (T1). */
record Lookup(Boxes boxes, KnownExecutions executions, Executions logs) {
  static Lookup of(Services services) {
    return new Lookup(services.boxes(), services.known(), services.executions());
  }

  CompletionStage<Box> box(Call call) {
    return boxes
        .find(call.tenant(), call.parameter("box"))
        .thenApply(found -> found.orElseThrow(Call::noBox));
  }

  /** Where the path names a box, it must be the execution's; a removed one is named by its id. */
  CompletionStage<Facts> execution(Call call) {
    CompletionStage<Facts> facts =
        executions
            .find(call.tenant(), call.execution())
            .thenApply(found -> found.orElseThrow(Call::noExecution));
    return call.has("box") ? facts.thenCompose(found -> inBox(call, found)) : facts;
  }

  /** As its log has it; one that the index knows and the log does not is not found either. */
  CompletionStage<State.Known> known(Call call) {
    return execution(call)
        .thenCompose(facts -> logs.state(facts.execution()))
        .thenApply(
            state ->
                switch (state) {
                  case State.Absent() -> throw Call.noExecution();
                  case State.Known known -> known;
                });
  }

  /** A log that has nothing is still to begin, or was forgotten since it was looked up. */
  CompletionStage<State> unlessGone(Call call, State state) {
    return state instanceof State.Absent
        ? new Gone(executions).requireNot(call.tenant(), call.execution()).thenApply(_ -> state)
        : CompletableFuture.completedStage(state);
  }

  private CompletionStage<Facts> inBox(Call call, Facts facts) {
    if (facts.box().value().equals(call.parameter("box"))) {
      return CompletableFuture.completedStage(facts);
    }
    return boxes
        .find(call.tenant(), call.parameter("box"))
        .thenApply(
            found ->
                found
                    .filter(box -> box.id().equals(facts.box()))
                    .map(_ -> facts)
                    .orElseThrow(Call::noExecution));
  }
}
