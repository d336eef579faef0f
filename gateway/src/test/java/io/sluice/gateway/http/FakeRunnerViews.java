package io.sluice.gateway.http;

import io.sluice.gateway.runner.RunnerViews;
import io.sluice.gateway.runner.RunnersView;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runners as a test sets them. */
final class FakeRunnerViews implements RunnerViews {
  final Map<ExecutionId, Integer> positions = new HashMap<>();
  final Set<RunnerId> drained = new HashSet<>();
  RunnersView view = new RunnersView(List.of(), 0, 0);

  @Override
  public CompletionStage<RunnersView> view() {
    return CompletableFuture.completedStage(view);
  }

  @Override
  public CompletionStage<Boolean> drain(RunnerId runner, boolean yes) {
    boolean known = view.runners().stream().anyMatch(one -> one.runner().runner().equals(runner));
    boolean _ = known && (yes ? drained.add(runner) : drained.remove(runner));
    return CompletableFuture.completedStage(known);
  }

  @Override
  public CompletionStage<Integer> position(ExecutionId execution) {
    return CompletableFuture.completedStage(positions.getOrDefault(execution, 0));
  }
}
