package io.sluice.gateway.http;

import io.sluice.gateway.runner.RunnerViews;
import io.sluice.gateway.runner.RunnersView;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Responses.QueueBody;
import io.sluice.protocol.wire.Responses.RunnerBody;
import io.sluice.protocol.wire.Responses.RunnerList;
import io.sluice.protocol.wire.WireFault;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The runners, for administrators: they host executions of all tenants. */
final class RunnerRoutes {
  private static final int MOST_EXECUTIONS = 100;

  private final RunnerViews runners;

  RunnerRoutes(Services services) {
    this.runners = services.runnerViews();
  }

  List<Route> routes() {
    return List.of(
        Route.admin("GET", "/runners", this::list),
        Route.admin("POST", "/runners/{runner}/drain", call -> drain(call, true)),
        Route.admin("POST", "/runners/{runner}/undrain", call -> drain(call, false)));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return runners.view().thenApply(view -> Answers.ok(body(view)));
  }

  private static RunnerList body(RunnersView view) {
    return new RunnerList(
        view.runners().stream().map(RunnerRoutes::body).toList(),
        new QueueBody(view.waiting(), view.limit()));
  }

  private static RunnerBody body(RunnersView.OneRunner runner) {
    Instant heardAt = runner.heardAt();
    return new RunnerBody(
        runner.runner().runner().value(),
        runner.runner().incarnation().value(),
        runner.standing().name().toLowerCase(Locale.ROOT),
        runner.drained(),
        runner.labels(),
        runner.drivers(),
        runner.capacity(),
        runner.executions().size(),
        runner.queued(),
        heardAt == null ? null : heardAt.toString(),
        runner.software(),
        runner.executions().stream().limit(MOST_EXECUTIONS).map(ExecutionId::value).toList());
  }

  private CompletionStage<HttpResponse> drain(Call call, boolean yes) {
    return runners
        .drain(runner(call), yes)
        .thenApply(
            known -> {
              if (!known) {
                throw noRunner();
              }
              return Answers.noContent();
            });
  }

  private static RunnerId runner(Call call) {
    try {
      return new RunnerId(call.parameter("runner"));
    } catch (IllegalArgumentException noId) {
      throw noRunner();
    }
  }

  private static WireFault noRunner() {
    return new WireFault(ProblemCode.NOT_FOUND, "no such runner");
  }
}
