package io.sluice.gateway.http;

import io.sluice.gateway.http.Route.Action;
import io.sluice.gateway.http.Router.Match;
import io.sluice.gateway.tenant.Principal;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Requests;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.japi.function.Function;

/** The whole HTTP surface as one function; what fails in it becomes a problem, never a failure. */
public final class HttpSurface {
  private static final long BODY_TIMEOUT_MS = 10_000;

  private final Router router;
  private final Gate gate;
  private final Gone gone;
  private final Surroundings surroundings;

  private HttpSurface(Router router, Gate gate, Gone gone, Surroundings surroundings) {
    this.router = router;
    this.gate = gate;
    this.gone = gone;
    this.surroundings = surroundings;
  }

  /** The handler that a server binds. */
  public static Function<HttpRequest, CompletionStage<HttpResponse>> handler(
      Services services, Surroundings surroundings) {
    Router router =
        new Router(routes(services, surroundings), new InfoRoutes(surroundings).outsideBase());
    Gate gate = new Gate(services.authenticator());
    return new HttpSurface(router, gate, new Gone(services.known()), surroundings)::handle;
  }

  /** What is served under the base; earlier ones win. */
  static List<Route> routes(Services services, Surroundings surroundings) {
    InfoRoutes info = new InfoRoutes(surroundings);
    return Stream.of(
            info.routes(),
            new BoxRoutes(services, surroundings).routes(),
            new StartRoutes(services, surroundings).routes(),
            new ExecutionRoutes(services, surroundings).routes(),
            new OutputRoutes(services, surroundings).routes(),
            new EventRoutes(services, surroundings).routes(),
            new RecordingRoutes(services).routes(),
            new SearchRoutes(services).routes(),
            new AuditRoutes(services, surroundings).routes(),
            new AccessRoutes(services, surroundings).routes(),
            new SocketRoutes(services).routes(),
            new KeyRoutes(services).routes(),
            new RunnerRoutes(services).routes(),
            info.unsupported())
        .flatMap(List::stream)
        .toList();
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request) {
    String requestId = surroundings.requestIds().get();
    answerTimeouts(request, requestId);
    return dispatched(request)
        .handle(
            (response, thrown) -> {
              if (thrown == null) {
                return response.addHeader(RawHeader.create(Problems.REQUEST_ID, requestId));
              }
              discardBody(request);
              return Problems.respond(request, requestId, thrown);
            });
  }

  private static void answerTimeouts(HttpRequest request, String requestId) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(
            access ->
                access
                    .timeoutAccess()
                    .updateHandler(
                        late -> Problems.respond(late, requestId, new TimeoutException())));
  }

  private CompletionStage<HttpResponse> dispatched(HttpRequest request) {
    try {
      return dispatch(request);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedStage(thrown);
    }
  }

  private CompletionStage<HttpResponse> dispatch(HttpRequest request) {
    return switch (router.find(request.method().value(), path(request))) {
      case Match.Found(Route route, Map<String, String> parameters) ->
          switch (route.action()) {
            case Action.Public(var answer) -> CompletableFuture.completedStage(answer.get());
            case Action.ForAnyKey(var handler) ->
                gate.principal(request)
                    .thenCompose(principal -> call(request, parameters, principal, handler));
            case Action.ForScope(var scope, var handler) ->
                gate.principal(request)
                    .thenCompose(
                        principal -> {
                          Gate.require(principal, scope);
                          return call(request, parameters, principal, handler);
                        });
          };
      case Match.OtherMethod() ->
          refused(request, ProblemCode.UNSUPPORTED, "this path does not take that method");
      case Match.NoPath() -> refused(request, ProblemCode.NOT_FOUND, "nothing is served here");
    };
  }

  /** To those without a key even what exists is not told. */
  private CompletionStage<HttpResponse> refused(
      HttpRequest request, ProblemCode code, String message) {
    return gate.principal(request)
        .thenCompose(_ -> CompletableFuture.failedStage(new WireFault(code, message)));
  }

  private CompletionStage<HttpResponse> call(
      HttpRequest request,
      Map<String, String> parameters,
      Principal principal,
      Route.Handler handler) {
    return body(request)
        .thenCompose(body -> gone.answer(new Call(request, parameters, principal, body), handler));
  }

  private CompletionStage<Payload> body(HttpRequest request) {
    if (request.entity().isKnownEmpty()) {
      return CompletableFuture.completedStage(Payload.EMPTY);
    }
    ActorSystem<?> system = surroundings.system();
    return request
        .entity()
        .toStrict(BODY_TIMEOUT_MS, Requests.MAX_BODY_BYTES, system)
        .thenApply(strict -> Payload.copyOf(strict.getData().asByteBuffer()));
  }

  /** Lets the connection live on after a refusal that came before the body was read. */
  private void discardBody(HttpRequest request) {
    if (!request.entity().isStrict()) {
      request.discardEntityBytes(surroundings.system());
    }
  }

  private static List<String> path(HttpRequest request) {
    List<String> path =
        StreamSupport.stream(request.getUri().pathSegments().spliterator(), false).toList();
    if (path.stream().flatMapToInt(String::chars).anyMatch(Character::isISOControl)) {
      throw new WireFault(ProblemCode.INVALID_ARGUMENT, "the path holds a control character");
    }
    return path;
  }
}
