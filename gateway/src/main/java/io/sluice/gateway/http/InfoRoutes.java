package io.sluice.gateway.http;

import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.Responses.Capabilities;
import io.sluice.protocol.wire.Responses.Config;
import io.sluice.protocol.wire.Responses.Health;
import io.sluice.protocol.wire.Responses.Me;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What this gateway is, whether it is well, who asks, and what it does not do. */
final class InfoRoutes {
  private static final int MAX_CPUS = 32;

  private final Supplier<List<String>> obstacles;

  InfoRoutes(Surroundings surroundings) {
    this.obstacles = surroundings.obstacles();
  }

  List<Route> routes() {
    return List.of(
        Route.open("/config", () -> Answers.ok(config())),
        new Route(
            "GET",
            Pattern.of("/me"),
            Route.Prefix.NONE,
            new Route.Action.ForAnyKey(InfoRoutes::me)));
  }

  List<Route> outsideBase() {
    return List.of(
        Route.open("/health/live", () -> Answers.ok(new Health("live", List.of()))),
        Route.open("/health/ready", this::ready));
  }

  /** Come last: they take every method. */
  List<Route> unsupported() {
    Stream<String> ofBoxes =
        Stream.of("files/**", "metrics", "snapshots/**", "clone", "export", "network/**")
            .map(feature -> "/boxes/{box}/" + feature);
    Stream<String> ofExecutions =
        Stream.of(
            "/executions/{execution}/recording", "/boxes/{box}/executions/{execution}/recording");
    Stream<String> others =
        Stream.of("/boxes/import", "/metrics", "/images/**", "/volumes/**", "/snapshots/**");
    return Stream.of(ofBoxes, ofExecutions, others)
        .flatMap(paths -> paths)
        .map(path -> Route.user(Route.ANY_METHOD, path, InfoRoutes::refuse))
        .toList();
  }

  private static CompletionStage<HttpResponse> refuse(Call call) {
    throw new WireFault(ProblemCode.UNSUPPORTED, "this gateway does not do that");
  }

  private static Config config() {
    return new Config(
        new Capabilities(
            false,
            false,
            false,
            false,
            false,
            true,
            true,
            MAX_CPUS,
            Requests.MAX_BODY_BYTES,
            ExecutionRoutes.MAX_WAIT_SECONDS,
            0));
  }

  private static CompletionStage<HttpResponse> me(Call call) {
    List<String> scopes = call.principal().scopes().stream().map(KeyRoutes::word).sorted().toList();
    return CompletableFuture.completedStage(
        Answers.ok(new Me(call.principal().keyId(), "service_account", null, scopes)));
  }

  private HttpResponse ready() {
    List<String> reasons = obstacles.get();
    return reasons.isEmpty()
        ? Answers.ok(new Health("ready", reasons))
        : Answers.json(503, new Health("not_ready", reasons));
  }
}
