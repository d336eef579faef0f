package io.sluice.gateway.http;

import io.sluice.gateway.execution.Executions;
import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.runner.RunnerViews;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Slice;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.Responses.ExecutionBody;
import io.sluice.protocol.wire.Responses.ExecutionList;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** What is asked of executions that exist, under their box and without it. */
final class ExecutionRoutes {
  /** The longest a wait is held. */
  static final int MAX_WAIT_SECONDS = 60;

  private static final int DEFAULT_WAIT_SECONDS = 30;

  private final Executions executions;
  private final Visits visits;
  private final AsyncIndex index;
  private final Lookup lookup;
  private final RunnerViews runners;
  private final InstantSource clock;
  private final Duration owedFor;

  ExecutionRoutes(Services services, Surroundings surroundings) {
    this.executions = services.executions();
    this.visits = Visits.of(services);
    this.index = services.index();
    this.lookup = Lookup.of(services);
    this.runners = services.runnerViews();
    this.clock = surroundings.clock();
    this.owedFor = surroundings.owedFor();
  }

  List<Route> routes() {
    return Stream.of("/executions", "/boxes/{box}/executions").flatMap(this::under).toList();
  }

  private Stream<Route> under(String all) {
    String one = all + "/{execution}";
    return Stream.of(
        Route.user("GET", all, this::list),
        Route.user("GET", one, this::get),
        Route.user("DELETE", one, this::kill),
        Route.user("GET", one + "/wait", this::await),
        Route.user("POST", one + "/signal", this::signal),
        Route.user("POST", one + "/resize", this::resize));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return call.has("box")
        ? lookup.box(call).thenCompose(box -> list(call, box.id()))
        : list(call, null);
  }

  private CompletionStage<HttpResponse> list(Call call, @Nullable BoxId box) {
    Query query = call.query();
    int size = query.pageSize();
    return Pages.list(
            after -> index.call(rows -> rows.executions(call.tenant(), box, size, after)),
            query.pageToken())
        .thenCompose(slice -> shown(slice.items()).thenApply(bodies -> page(bodies, slice)));
  }

  private static HttpResponse page(List<ExecutionBody> bodies, Slice<ExecutionRow> slice) {
    return Answers.ok(new ExecutionList(bodies, slice.next()));
  }

  /** The index knows those that ended; the others are asked, so that no state is guessed. */
  private CompletionStage<List<ExecutionBody>> shown(List<ExecutionRow> rows) {
    List<CompletableFuture<ExecutionBody>> bodies =
        rows.stream().map(row -> shown(row).toCompletableFuture()).toList();
    return CompletableFuture.allOf(bodies.toArray(CompletableFuture[]::new))
        .thenApply(_ -> bodies.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<ExecutionBody> shown(ExecutionRow row) {
    ExecutionRow.End end = row.end();
    return end != null
        ? CompletableFuture.completedStage(ExecutionView.of(row.facts(), end))
        : executions
            .state(row.facts().execution())
            .thenCompose(state -> withTurn(row.facts(), state));
  }

  private CompletionStage<HttpResponse> get(Call call) {
    return lookup
        .execution(call)
        .thenCompose(
            facts ->
                executions
                    .state(facts.execution())
                    .thenCompose(state -> lookup.unlessGone(call, state))
                    .thenCompose(state -> shown(call, facts, state))
                    .thenApply(Answers::ok));
  }

  /** Who is owed output is told what brings it back for that, not that all is over (C21). */
  private CompletionStage<ExecutionBody> shown(Call call, Facts facts, State state) {
    return state instanceof State.Ended ended
            && ended.isOwedTo(call.principal().consumer(), clock.instant(), owedFor)
        ? CompletableFuture.completedStage(ExecutionView.unfinished(facts, ended, 0))
        : withTurn(facts, state);
  }

  private CompletionStage<ExecutionBody> withTurn(Facts facts, State state) {
    return state instanceof State.Accepted
        ? runners
            .position(facts.execution())
            .thenApply(turn -> ExecutionView.of(facts, state, turn))
        : CompletableFuture.completedStage(ExecutionView.of(facts, state));
  }

  private CompletionStage<HttpResponse> await(Call call) {
    int seconds = call.query().integer("timeout", DEFAULT_WAIT_SECONDS, 0, MAX_WAIT_SECONDS);
    return lookup
        .execution(call)
        .thenCompose(
            facts ->
                executions
                    .awaitEnd(facts.execution(), Duration.ofSeconds(seconds))
                    .thenCompose(state -> lookup.unlessGone(call, state))
                    .thenCompose(state -> withTurn(facts, state))
                    .thenApply(Answers::ok));
  }

  private CompletionStage<HttpResponse> kill(Call call) {
    return control(call, new Control.Kill());
  }

  private CompletionStage<HttpResponse> signal(Call call) {
    return control(call, new Control.SendSignal(Requests.signal(call.body())));
  }

  private CompletionStage<HttpResponse> resize(Call call) {
    return control(call, new Control.Resize(Requests.resize(call.body())));
  }

  private CompletionStage<?> noted(Call call, ExecutionId execution, Control control) {
    return switch (control) {
      case Control.Kill() -> visits.acts(call, execution, Act.KILL, null);
      case Control.SendSignal(var signal) ->
          visits.acts(call, execution, Act.SIGNAL, signal.name());
      case Control.Resize _ -> CompletableFuture.completedStage(control);
    };
  }

  private CompletionStage<HttpResponse> control(Call call, Control control) {
    By by = GenerationHeader.by(call.request());
    return lookup
        .execution(call)
        .thenCompose(
            facts ->
                noted(call, facts.execution(), control)
                    .thenCompose(_ -> executions.control(facts.execution(), by, control)))
        .thenApply(
            answer ->
                switch (answer) {
                  case ControlAnswer.Done() -> Answers.noContent();
                  case ControlAnswer.Refused(Refusal refusal) -> throw Problems.fault(refusal);
                });
  }
}
