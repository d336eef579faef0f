package io.sluice.gateway.http;

import io.sluice.gateway.index.KnownExecutions;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Tells of what is not found whether it was there until its retention ended (O30). */
record Gone(KnownExecutions executions) {
  /** For every call that names an execution: when that is not found, it may be gone. */
  CompletionStage<HttpResponse> answer(Call call, Route.Handler handler) {
    CompletionStage<HttpResponse> answer = handler.handle(call);
    return call.has("execution")
        ? answer.exceptionallyCompose(thrown -> instead(call, thrown))
        : answer;
  }

  private CompletionStage<HttpResponse> instead(Call call, Throwable thrown) {
    return Problems.isNotFound(thrown)
        ? requireNot(call.tenant(), call.execution())
            .thenCompose(_ -> CompletableFuture.failedStage(thrown))
        : CompletableFuture.failedStage(thrown);
  }

  /** The stage fails with session_reaped when it is gone. */
  CompletionStage<ExecutionId> requireNot(TenantId tenant, ExecutionId id) {
    return executions
        .isGone(tenant, id)
        .thenApply(
            gone -> {
              if (gone) {
                throw new WireFault(
                    ProblemCode.SESSION_REAPED,
                    "the execution is over and its log is gone: its retention ended");
              }
              return id;
            });
  }
}
