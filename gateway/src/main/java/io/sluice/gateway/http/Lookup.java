package io.sluice.gateway.http;

import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.model.ExecutionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what a call names, within its tenant; the stages fail with not_found else (T1). */
record Lookup(Boxes boxes, AsyncIndex index) {
  static Lookup of(Services services) {
    return new Lookup(services.boxes(), services.index());
  }

  CompletionStage<Box> box(Call call) {
    return boxes
        .find(call.tenant(), call.parameter("box"))
        .thenApply(found -> found.orElseThrow(Call::noBox));
  }

  /** Where the path names a box, it must be the execution's; a removed one is named by its id. */
  CompletionStage<ExecutionRow> execution(Call call) {
    ExecutionId id = call.execution();
    CompletionStage<ExecutionRow> row =
        index
            .call(rows -> rows.execution(call.tenant(), id))
            .thenApply(found -> found.orElseThrow(Call::noExecution));
    return call.has("box") ? row.thenCompose(found -> inBox(call, found)) : row;
  }

  private CompletionStage<ExecutionRow> inBox(Call call, ExecutionRow row) {
    if (row.facts().box().value().equals(call.parameter("box"))) {
      return CompletableFuture.completedStage(row);
    }
    return boxes
        .find(call.tenant(), call.parameter("box"))
        .thenApply(
            found ->
                found
                    .filter(box -> box.id().equals(row.facts().box()))
                    .map(_ -> row)
                    .orElseThrow(Call::noExecution));
  }
}
