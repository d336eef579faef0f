package io.sluice.gateway.http;

import io.sluice.gateway.attach.AttachHandler;
import io.sluice.gateway.attach.AttachHandler.AttachAnswer;
import io.sluice.gateway.attach.AttachHandler.AttachRequest;
import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.gateway.box.Boxes;
import io.sluice.gateway.box.Boxes.MainAnswer;
import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.socket.SocketLimits;
import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Where HTTP becomes a WebSocket. Every refusal comes before the upgrade (C5). */
final class SocketRoutes {
  private static final SocketLimits PLAIN_LIMITS =
      new SocketLimits(AttachFrames.MAX_TEXT_BYTES, new SocketLimits.BinaryMessages.Streamed());

  private static final SocketLimits OFFSET_LIMITS =
      new SocketLimits(
          V1Frames.MAX_CLIENT_TEXT_BYTES,
          new SocketLimits.BinaryMessages.Assembled(V1Frames.MAX_BINARY_BYTES));

  /** The header that names the execution behind a main session. */
  private static final String MAIN = "X-Boxlite-Execution-Id";

  private final AttachHandler attach;
  private final Boxes boxes;
  private final RunnerDoor runners;
  private final Lookup lookup;
  private final Visits visits;

  SocketRoutes(Services services) {
    this.attach = services.attach();
    this.boxes = services.boxes();
    this.runners = services.runners();
    this.lookup = Lookup.of(services);
    this.visits = Visits.of(services);
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/attach", this::attach),
        Route.user("GET", "/boxes/{box}/executions/{execution}/attach", this::attach),
        Route.user("GET", "/boxes/{box}/attach", this::attachMain),
        new Route(
            "GET",
            Pattern.of("/runners/connect"),
            Route.Prefix.NONE,
            new Route.Action.ForScope(ApiKey.Scope.RUNNER, this::connect)));
  }

  private CompletionStage<HttpResponse> attach(Call call) {
    Attempt attempt = attempt(call);
    return lookup.execution(call).thenCompose(facts -> attach(call, attempt, facts.execution()));
  }

  /** To the main session of the box; in the answer stands which execution that is. */
  private CompletionStage<HttpResponse> attachMain(Call call) {
    Attempt attempt = attempt(call);
    Gone gone = new Gone(lookup.executions());
    return lookup
        .box(call)
        .thenCompose(boxes::main)
        .thenApply(SocketRoutes::main)
        .thenCompose(main -> gone.requireNot(call.tenant(), main))
        .thenCompose(
            main ->
                attach(call, attempt, main)
                    .thenApply(
                        response -> response.addHeader(RawHeader.create(MAIN, main.value()))));
  }

  private static ExecutionId main(MainAnswer answer) {
    return switch (answer) {
      case MainAnswer.Ready(ExecutionId main) -> main;
      case MainAnswer.None() ->
          throw new WireFault(ProblemCode.NOT_FOUND, "the box was made without a main session");
      case MainAnswer.NotRunning() ->
          throw new WireFault(ProblemCode.STOPPED, "the box does not run; start it first");
      case MainAnswer.NotPlaced(Unplaced why) -> throw Problems.fault(why);
    };
  }

  /** As what somebody attaches. */
  private record Attempt(boolean byOffsets, Wish wish) {}

  private static Attempt attempt(Call call) {
    boolean byOffsets = FrameSocket.offers(call.request(), V1Frames.SUBPROTOCOL);
    return new Attempt(
        byOffsets,
        byOffsets ? AttachQuery.byOffsets(call.query()) : AttachQuery.plain(call.query()));
  }

  private CompletionStage<HttpResponse> attach(Call call, Attempt attempt, ExecutionId id) {
    FrameSocket socket = socket(call);
    Wish wish = attempt.wish();
    return visits.attaches(
        call,
        id,
        wish,
        visit ->
            attach
                .attach(new AttachRequest(id, call.principal(), wish, visit))
                .thenApply(answer -> attached(socket, attempt.byOffsets(), answer)));
  }

  private static HttpResponse attached(FrameSocket socket, boolean byOffsets, AttachAnswer answer) {
    return switch (answer) {
      case AttachAnswer.Accepted(var session) ->
          byOffsets
              ? socket.accept(V1Frames.SUBPROTOCOL, OFFSET_LIMITS, session)
              : socket.accept(null, PLAIN_LIMITS, session);
      case AttachAnswer.Busy() ->
          throw new WireFault(ProblemCode.INVALID_STATE, "the execution is already attached");
      case AttachAnswer.Refused(Refusal refusal) -> throw Problems.fault(refusal);
    };
  }

  private CompletionStage<HttpResponse> connect(Call call) {
    FrameSocket socket = socket(call);
    if (!socket.protocols().contains(LinkLimits.SUBPROTOCOL)) {
      throw new WireFault(
          ProblemCode.INVALID_ARGUMENT, "the subprotocol " + LinkLimits.SUBPROTOCOL + " is needed");
    }
    return CompletableFuture.completedStage(
        socket.accept(LinkLimits.SUBPROTOCOL, runners.limits(), runners.sessions().get()));
  }

  private static FrameSocket socket(Call call) {
    return FrameSocket.offeredBy(call.request())
        .orElseThrow(
            () ->
                new WireFault(
                    ProblemCode.INVALID_ARGUMENT, "a valid WebSocket handshake is needed here"));
  }
}
