package io.sluice.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.gateway.attach.AttachHandler;
import io.sluice.gateway.audit.AccessDesk;
import io.sluice.gateway.audit.Audits;
import io.sluice.gateway.box.BoxService;
import io.sluice.gateway.box.BoxSettings;
import io.sluice.gateway.box.BoxSides;
import io.sluice.gateway.box.Uses;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.gateway.search.Searches;
import io.sluice.gateway.search.Sources;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.socket.SocketLimits;
import io.sluice.gateway.tenant.TenantKeys;
import io.sluice.gateway.testing.FakeBoxRunners;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.gateway.testing.MemoryJournal;
import io.sluice.gateway.testing.MemoryRows;
import io.sluice.gateway.testing.MemoryTrail;
import io.sluice.gateway.testing.Quotas;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.index.ApiKey.Scope;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;

/** The surface on a real server, over services that keep everything in memory. */
final class World implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final FakeIndex index = new FakeIndex();
  final MachineExecutions executions = new MachineExecutions();
  final MemoryLogs logs = new MemoryLogs(executions);
  final MemoryJournal journal = new MemoryJournal(executions::log);
  final List<AttachHandler.AttachRequest> attached = new ArrayList<>();
  final List<String> obstacles = new ArrayList<>();
  final MemoryTrail trail = new MemoryTrail();
  final FakeRunnerViews runnerViews = new FakeRunnerViews();
  final String alice;
  final String bob;
  final String runner;
  final String admin;
  final List<Route> routes = new ArrayList<>();
  private final LoopbackServer server;
  private final Searches searches =
      new Searches(new Sources(journal, index, executions, _ -> {}), () -> 0L);
  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
  private final AccessDesk accesses = AccessDesk.start(trail, TestKeys.SIGNER, clock, false);
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger ids = new AtomicInteger();

  World() {
    AsyncIndex rows = new AsyncIndex(index, Runnable::run);
    TenantKeys keys = new TenantKeys(rows, clock, () -> 0L, new SecureRandom());
    alice = key(keys, "alice", Scope.USER);
    bob = key(keys, "bob", Scope.USER);
    runner = key(keys, "house", Scope.RUNNER);
    admin = key(keys, "house", Scope.ADMIN);
    BoxSettings settings =
        new BoxSettings("fake", BoxSettings.ImagePolicy.RECORDED, Duration.ofSeconds(1));
    BoxService boxes =
        new BoxService(
            new BoxSides(
                rows, new KnownExecutions(rows), executions, new FakeBoxRunners(), Quotas.NONE),
            clock,
            new BoxService.Ids(() -> new BoxId(next("box")), () -> new ExecutionId(next("main"))),
            settings,
            new Uses(() -> 0L));
    Services services = services(keys, boxes, rows);
    server =
        LoopbackServer.start(
            system -> {
              Surroundings surroundings = surroundings(system);
              routes.addAll(HttpSurface.routes(services, surroundings));
              return HttpSurface.handler(services, surroundings);
            });
  }

  private Services services(TenantKeys keys, BoxService boxes, AsyncIndex rows) {
    return new Services(
        keys,
        keys,
        boxes,
        executions,
        executions,
        rows,
        new KnownExecutions(rows),
        this::attach,
        logs,
        searches,
        runners(),
        runnerViews,
        new Audits(new MemoryRows(this::events), TestKeys.SIGNER, trail, accesses, Runnable::run));
  }

  private Surroundings surroundings(ActorSystem<?> system) {
    return new Surroundings(
        system,
        clock,
        () -> next("request"),
        () -> new ExecutionId(next("execution")),
        () -> List.copyOf(obstacles),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Quotas.NONE);
  }

  private static String key(TenantKeys keys, String tenant, Scope scope) {
    return keys.create(new TenantId(tenant), "test", Set.of(scope))
        .toCompletableFuture()
        .join()
        .secretToken();
  }

  private String next(String what) {
    return what + "-" + ids.incrementAndGet();
  }

  private CompletableFuture<AttachHandler.AttachAnswer> attach(
      AttachHandler.AttachRequest request) {
    attached.add(request);
    return CompletableFuture.completedFuture(
        request.execution().value().equals("execution-busy")
            ? new AttachHandler.AttachAnswer.Busy()
            : new AttachHandler.AttachAnswer.Accepted(Flow.of(SocketFrame.class)));
  }

  private static RunnerDoor runners() {
    SocketLimits limits = new SocketLimits(1000, new SocketLimits.BinaryMessages.Assembled(1000));
    return new RunnerDoor(limits, () -> Flow.of(SocketFrame.class));
  }

  LoopbackServer server() {
    return server;
  }

  /** An answer, with its body read when there is one. */
  record Answer(int status, String text, HttpHeaders headers) {
    JsonNode json() {
      try {
        return MAPPER.readTree(text);
      } catch (JsonProcessingException noJson) {
        throw new AssertionError("not JSON: " + text, noJson);
      }
    }

    String code() {
      return json().path("error").path("code").asText();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /** With a body when it is not empty. */
  Answer ask(String token, String method, String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(
        request.method(
            method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  /** A start with an idempotency key. */
  Answer start(String token, String path, String key, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Authorization", "Bearer " + token)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body)));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body(), response.headers());
  }

  Answer get(String token, String path) throws Exception {
    return ask(token, "GET", path, "");
  }

  /** A box of the tenant, by its id. */
  String box(String token, String body) throws Exception {
    return ask(token, "POST", "/v1/boxes", body).json().path("box_id").asText();
  }

  /** An execution in the box, by its id. */
  String execution(String token, String box, String body) throws Exception {
    return ask(token, "POST", "/v1/boxes/" + box + "/exec", body)
        .json()
        .path("execution_id")
        .asText();
  }

  @Override
  public void close() {
    http.close();
    server.close();
    searches.close();
    accesses.close();
  }

  private List<Event> events(ExecutionId id) {
    return executions.log(id).stream().map(Entry::event).toList();
  }
}
