package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.RunnerReports;
import io.sluice.gateway.execution.RunnerReports.AdoptAnswer;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * From a hello to its welcome: each execution that is named says whether it is wanted. What is sent
 * to the runner meanwhile waits behind the welcome.
 */
final class Adoption {
  private final List<GatewayFrame> waiting = new ArrayList<>();
  private boolean welcomed;

  /** Fails when one of them cannot say. */
  static CompletionStage<Map<ExecutionId, AdoptAnswer>> ask(
      RunnerReports executions, RunnerLink link, List<RunnerFrame.Held> held) {
    CompletionStage<Map<ExecutionId, AdoptAnswer>> all =
        CompletableFuture.completedStage(new HashMap<>());
    for (RunnerFrame.Held one : held) {
      all =
          all.thenCombine(
              executions.adopt(link, one),
              (answers, answer) -> {
                answers.put(one.execution(), answer);
                return answers;
              });
    }
    return all;
  }

  /** What the welcome says of them. */
  static Map<ExecutionId, Long> committed(Map<ExecutionId, AdoptAnswer> answers) {
    Map<ExecutionId, Long> committed = new HashMap<>();
    answers.forEach(
        (id, answer) -> {
          if (answer instanceof AdoptAnswer.GoesOn(long upTo)) {
            committed.put(id, upTo);
          }
        });
    return committed;
  }

  boolean isWelcomed() {
    return welcomed;
  }

  /** Whether it has to wait. */
  boolean holds(GatewayFrame frame) {
    if (!welcomed) {
      waiting.add(frame);
    }
    return !welcomed;
  }

  /** The welcome and what waited for it. */
  List<GatewayFrame> welcome(GatewayFrame.Welcome welcome) {
    List<GatewayFrame> frames = new ArrayList<>();
    frames.add(welcome);
    frames.addAll(waiting);
    waiting.clear();
    welcomed = true;
    return frames;
  }
}
