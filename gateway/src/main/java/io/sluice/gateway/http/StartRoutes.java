package io.sluice.gateway.http;

import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.http.Starts.Outcome;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.model.LogBounds;
import io.sluice.protocol.model.TenantId;
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
import org.jspecify.annotations.Nullable;

/**
 * Runs commands. A command without a box gets one of its own, named after the execution and
 * labelled; whoever asked for the command removes it.
 */
final class StartRoutes {
  /** Label of a box made for one command. */
  static final String TRANSIENT_LABEL = "sluice.transient";

  private final Boxes boxes;
  private final Lookup lookup;
  private final Starts starts;
  private final InstantSource clock;
  private final Supplier<ExecutionId> ids;
  private final LogQuotas quotas;

  StartRoutes(Services services, Surroundings surroundings) {
    this.boxes = services.boxes();
    this.lookup = Lookup.of(services);
    this.starts = new Starts(services.executions(), services.known());
    this.clock = surroundings.clock();
    this.ids = surroundings.executionIds();
    this.quotas = surroundings.quotas();
  }

  /**
   * What is asked for.
   *
   * @param fingerprint null without an idempotency key; the id is then new
   * @param log what is kept of it
   */
  private record Wish(
      TenantId tenant,
      ExecutionId id,
      Requests.Execute request,
      @Nullable Fingerprint fingerprint,
      LogBounds log) {}

  List<Route> routes() {
    return List.of(
        Route.user("POST", "/boxes/{box}/exec", this::inBox),
        Route.user("POST", "/executions", this::inOwnBox));
  }

  private CompletionStage<HttpResponse> inBox(Call call) {
    return answered(
        wish(call, call.parameter("box")),
        wish ->
            lookup
                .box(call)
                .thenCompose(box -> started(wish, box))
                .thenCompose(box -> begun(wish, box)));
  }

  private CompletionStage<HttpResponse> inOwnBox(Call call) {
    return answered(
        wish(call, null), wish -> ownBox(wish).thenCompose(made -> beginIn(wish, made)));
  }

  private Wish wish(Call call, @Nullable String box) {
    IdempotencyKey key = IdempotencyHeader.of(call.request());
    Requests.Execute request = Requests.execute(call.body());
    TenantId tenant = call.tenant();
    LogBounds log = quotas.of(tenant).bounds(request.log());
    return key == null
        ? new Wish(tenant, ids.get(), request, null, log)
        : new Wish(
            tenant,
            key.execution(tenant),
            request,
            Fingerprint.of(
                box, request.command(), request.labels(), request.unattended(), request.log()),
            log);
  }

  private CompletionStage<HttpResponse> answered(
      Wish wish, Function<Wish, CompletionStage<Outcome>> anew) {
    Fingerprint asked = wish.fingerprint();
    CompletionStage<Outcome> outcome =
        asked == null
            ? anew.apply(wish)
            : starts.once(wish.tenant(), wish.id(), asked, () -> anew.apply(wish));
    return outcome.thenApply(
        known ->
            switch (known) {
              case Outcome.Begun(Facts facts) -> accepted(facts);
              case Outcome.NotBegun(WireFault why) -> throw why;
            });
  }

  private static HttpResponse accepted(Facts facts) {
    String location = "/v1/boxes/" + facts.box() + "/executions/" + facts.execution();
    return Answers.created(location, new ExecAccepted(facts.execution().value()));
  }

  /** Its name leads a repeat to the box of a try that came no further. */
  private CompletionStage<Box> ownBox(Wish wish) {
    String name = "run-" + wish.id();
    return boxes
        .create(wish.tenant(), BoxRoutes.transientBox(name, TRANSIENT_LABEL))
        .thenCompose(
            answer ->
                wish.fingerprint() != null && answer instanceof Boxes.CreateAnswer.NameTaken
                    ? boxes
                        .find(wish.tenant(), name)
                        .thenApply(
                            found ->
                                found
                                    .filter(box -> box.labels().containsKey(TRANSIENT_LABEL))
                                    .orElseGet(() -> BoxRoutes.made(answer)))
                    : CompletableFuture.completedStage(BoxRoutes.made(answer)));
  }

  /**
   * A box whose command did not begin is removed again. When that is not certain, it stays for the
   * repeat; without a key there is none, and nobody knows the box.
   */
  private CompletionStage<Outcome> beginIn(Wish wish, Box made) {
    return started(wish, made)
        .thenCompose(box -> begun(wish, box))
        .thenCompose(
            outcome ->
                switch (outcome) {
                  case Outcome.Begun _ -> CompletableFuture.completedStage(outcome);
                  case Outcome.NotBegun _ -> removed(wish, made).thenApply(_ -> outcome);
                })
        .exceptionallyCompose(
            thrown ->
                wish.fingerprint() == null
                    ? removed(wish, made).thenCompose(_ -> CompletableFuture.failedStage(thrown))
                    : CompletableFuture.failedStage(thrown));
  }

  private CompletionStage<Boxes.RemoveAnswer> removed(Wish wish, Box made) {
    return boxes.remove(wish.tenant(), made.id(), true);
  }

  private CompletionStage<Outcome> begun(Wish wish, Box box) {
    return boxes.enter(box.id(), () -> starts.begin(facts(wish, box), box.runner()));
  }

  private CompletionStage<Box> started(Wish wish, Box box) {
    return switch (box.status()) {
      case RUNNING -> CompletableFuture.completedStage(box);
      case STOPPING -> throw BoxRoutes.stopping();
      case CONFIGURED, STOPPED, FAILED -> {
        requireResuming(box);
        yield boxes.start(wish.tenant(), box.id()).thenApply(BoxRoutes::started);
      }
    };
  }

  private static void requireResuming(Box box) {
    if (box.life().stoppedItself() && !box.upkeep().resumes()) {
      throw new WireFault(
          ProblemCode.STOPPED, "the box was stopped for its idleness; start it first");
    }
  }

  private Facts facts(Wish wish, Box box) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    CommandSpec command = merged(wish.request().command(), box);
    return new Facts(
        wish.id(),
        wish.tenant(),
        box.id(),
        command,
        wish.request().labels(),
        now,
        wish.fingerprint(),
        new Terms(
            wish.request().unattended(),
            box.requirements(),
            BoxLimits.ofBox(box.memoryMib(), box.cpus()),
            wish.log()));
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
}
