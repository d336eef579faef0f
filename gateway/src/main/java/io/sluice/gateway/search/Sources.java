package io.sluice.gateway.search;

import io.sluice.gateway.execution.Executions;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What is searched.
 *
 * @param operator is told of damage, as often as it is met
 */
public record Sources(
    JournalReader journal, Index index, Executions executions, Consumer<LogDamaged> operator) {
  /** Where what is left of a log begins; fails with not_found when nothing is left at all. */
  CompletionStage<Offset> earliest(ExecutionId id) {
    return executions
        .state(id)
        .thenApply(
            state ->
                switch (state) {
                  case State.Absent() -> throw gone();
                  case State.Known known -> known.progress().trimmed().offset();
                });
  }

  static WireFault gone() {
    return new WireFault(ProblemCode.NOT_FOUND, "no such execution");
  }
}
