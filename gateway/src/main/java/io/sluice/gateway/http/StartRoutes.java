package io.sluice.gateway.http;

import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.Responses.ExecAccepted;
import io.sluice.protocol.wire.WireFault;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Runs commands. The row precedes the acceptance, so that nothing accepted is ever unlisted, and
 * goes when there is no acceptance. A command without a box gets one of its own, named after the
 * execution and labelled; whoever asked for the command removes it.
 */
final class StartRoutes {
  /** Label of a box made for one command. */
  static final String TRANSIENT_LABEL = "sluice.transient";

  private final Boxes boxes;
  private final Executions executions;
  private final KnownExecutions known;
  private final Lookup lookup;
  private final InstantSource clock;
  private final Supplier<ExecutionId> ids;

  StartRoutes(Services services, Surroundings surroundings) {
    this.boxes = services.boxes();
    this.executions = services.executions();
    this.known = services.known();
    this.lookup = Lookup.of(services);
    this.clock = surroundings.clock();
    this.ids = surroundings.executionIds();
  }

  List<Route> routes() {
    return List.of(
        Route.user("POST", "/boxes/{box}/exec", this::inBox),
        Route.user("POST", "/executions", this::inOwnBox));
  }

  private CompletionStage<HttpResponse> inBox(Call call) {
    Requests.Execute request = Requests.execute(call.body());
    return lookup
        .box(call)
        .thenCompose(box -> started(call, box))
        .thenCompose(box -> begin(facts(call, ids.get(), box, request)));
  }

  private CompletionStage<HttpResponse> inOwnBox(Call call) {
    Requests.Execute request = Requests.execute(call.body());
    ExecutionId id = ids.get();
    Boxes.Request wish = BoxRoutes.transientBox("run-" + id, TRANSIENT_LABEL);
    return boxes
        .create(call.tenant(), wish)
        .thenApply(BoxRoutes::made)
        .thenCompose(box -> started(call, box).thenCompose(begun(call, id, request, box)));
  }

  /** A box whose command did not begin is removed again. */
  private Function<Box, CompletionStage<HttpResponse>> begun(
      Call call, ExecutionId id, Requests.Execute request, Box made) {
    return box ->
        begin(facts(call, id, box, request))
            .exceptionallyCompose(
                thrown ->
                    boxes
                        .remove(call.tenant(), made.id(), true)
                        .thenCompose(_ -> CompletableFuture.failedStage(thrown)));
  }

  private CompletionStage<Box> started(Call call, Box box) {
    return switch (box.status()) {
      case RUNNING -> CompletableFuture.completedStage(box);
      case STOPPING ->
          throw new WireFault(ProblemCode.INVALID_STATE, "the box is about to stop; try again");
      case CONFIGURED, STOPPED, FAILED ->
          boxes.start(call.tenant(), box.id()).thenApply(found -> found.orElseThrow(Call::noBox));
    };
  }

  private Facts facts(Call call, ExecutionId id, Box box, Requests.Execute request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    CommandSpec command = merged(request.command(), box);
    return new Facts(id, call.tenant(), box.id(), command, request.labels(), now);
  }

  /** The box gives what the request leaves open. */
  private static CommandSpec merged(CommandSpec command, Box box) {
    Map<String, String> environment = new HashMap<>(box.environment());
    environment.putAll(command.environment());
    String directory = command.workingDirectory();
    return new CommandSpec(
        command.program(),
        command.arguments(),
        environment,
        directory == null ? box.workingDirectory() : directory,
        command.terminal(),
        command.timeout(),
        command.stdin());
  }

  private CompletionStage<HttpResponse> begin(Facts facts) {
    // Its log is opened while the row is written; what fails here fails again below, and is told.
    var _ = executions.state(facts.execution());
    return known
        .insert(facts)
        .thenCompose(
            inserted -> {
              if (!inserted) {
                throw new IllegalStateException("an execution id came twice: " + facts.execution());
              }
              return executions.begin(facts);
            })
        .thenCompose(answer -> answered(facts, answer));
  }

  private CompletionStage<HttpResponse> answered(Facts facts, BeginAnswer answer) {
    return switch (answer) {
      case BeginAnswer.Begun() -> CompletableFuture.completedStage(accepted(facts));
      case BeginAnswer.NoRunner(String why) ->
          withdrawn(facts, new WireFault(ProblemCode.ENGINE_UNAVAILABLE, why));
      case BeginAnswer.Refused(Refusal refusal) -> withdrawn(facts, Problems.fault(refusal));
    };
  }

  private static HttpResponse accepted(Facts facts) {
    String location = "/v1/boxes/" + facts.box() + "/executions/" + facts.execution();
    return Answers.created(location, new ExecAccepted(facts.execution().value()));
  }

  private CompletionStage<HttpResponse> withdrawn(Facts facts, WireFault why) {
    return known.withdraw(facts.execution()).thenCompose(_ -> CompletableFuture.failedStage(why));
  }
}
