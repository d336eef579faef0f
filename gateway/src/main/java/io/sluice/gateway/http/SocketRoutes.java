package io.sluice.gateway.http;

import io.sluice.gateway.attach.AttachHandler;
import io.sluice.gateway.attach.AttachHandler.AttachAnswer;
import io.sluice.gateway.attach.AttachHandler.AttachRequest;
import io.sluice.gateway.attach.AttachHandler.Wish;
import io.sluice.gateway.socket.SocketLimits;
import io.sluice.persistence.index.ApiKey;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.wire.AttachFrames;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Where HTTP becomes a WebSocket. Every refusal comes before the upgrade (C5). */
final class SocketRoutes {
  private static final SocketLimits PLAIN_LIMITS =
      new SocketLimits(AttachFrames.MAX_TEXT_BYTES, new SocketLimits.BinaryMessages.Streamed());

  private static final SocketLimits OFFSET_LIMITS =
      new SocketLimits(
          V1Frames.MAX_CLIENT_TEXT_BYTES,
          new SocketLimits.BinaryMessages.Assembled(V1Frames.MAX_BINARY_BYTES));

  private final AttachHandler attach;
  private final RunnerDoor runners;
  private final Lookup lookup;

  SocketRoutes(Services services) {
    this.attach = services.attach();
    this.runners = services.runners();
    this.lookup = Lookup.of(services);
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/attach", this::attach),
        Route.user("GET", "/boxes/{box}/executions/{execution}/attach", this::attach),
        new Route(
            "GET",
            Pattern.of("/runners/connect"),
            Route.Prefix.NONE,
            new Route.Action.ForScope(ApiKey.Scope.RUNNER, this::connect)));
  }

  private CompletionStage<HttpResponse> attach(Call call) {
    boolean byOffsets = FrameSocket.offers(call.request(), V1Frames.SUBPROTOCOL);
    Wish wish = byOffsets ? AttachQuery.byOffsets(call.query()) : AttachQuery.plain(call.query());
    return lookup
        .execution(call)
        .thenCompose(
            facts -> {
              FrameSocket socket = socket(call);
              return attach
                  .attach(new AttachRequest(facts.execution(), call.principal(), wish))
                  .thenApply(answer -> attached(socket, byOffsets, answer));
            });
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
