package io.sluice.gateway.http;

import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.Facts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what a call names, within its tenant; the stages fail with not_found else (T1). */
record Lookup(Boxes boxes, KnownExecutions executions) {
  static Lookup of(Services services) {
    return new Lookup(services.boxes(), services.known());
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
