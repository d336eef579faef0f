package io.sluice.gateway.http;

import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.audit.Visit;
import io.sluice.protocol.access.AccessEvent.Way;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.WireFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The log as events, as lines of JSON or server-sent events. The last one is the exit; a response
 * that ends without it was cut, and goes on after the id of the last event read.
 */
final class EventRoutes {
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
  private static final String SSE = "text/event-stream";
  private static final ContentType EVENTS =
      MediaTypes.customWithFixedCharset("text", "event-stream", HttpCharsets.UTF_8, Map.of(), true)
          .toContentType();

  private final Lookup lookup;
  private final Logs logs;
  private final Visits visits;
  private final ActorSystem<?> system;

  EventRoutes(Services services, Surroundings surroundings) {
    this.lookup = Lookup.of(services);
    this.logs = services.logs();
    this.visits = Visits.of(services);
    this.system = surroundings.system();
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/events", this::events),
        Route.user("GET", "/boxes/{box}/executions/{execution}/events", this::events));
  }

  private CompletionStage<HttpResponse> events(Call call) {
    Logs.Start start = start(call);
    return lookup
        .known(call)
        .thenCompose(
            state ->
                visits.reads(
                    call,
                    state.facts().execution(),
                    Way.EVENTS,
                    start instanceof Logs.Start.AtOffset(Offset from) ? from : null,
                    visit ->
                        requireThere(state, start)
                            .thenCompose(_ -> answer(new Reading(call, visit, start), state))));
  }

  /** Who reads from where. */
  private record Reading(Call call, Visit visit, Logs.Start start) {}

  private CompletionStage<HttpResponse> answer(Reading reading, State.Known state) {
    return state instanceof State.Ended ended
        ? unlessAllWasRead(reading, ended)
        : CompletableFuture.completedStage(respond(reading, state));
  }

  /** Who names a place from which output was removed is told so before anything else. */
  private CompletionStage<Boolean> requireThere(State.Known state, Logs.Start start) {
    Offset earliest = state.progress().trimmed().offset();
    return isThere(state.facts().execution(), start, earliest)
        .thenApply(
            there -> {
              if (!there) {
                throw WireFault.expired(earliest);
              }
              return there;
            });
  }

  private CompletionStage<Boolean> isThere(ExecutionId id, Logs.Start start, Offset earliest) {
    return switch (start) {
      case Logs.Start.AtOffset(Offset from) ->
          CompletableFuture.completedStage(!from.isBefore(earliest));
      case Logs.Start.AfterEntry(long number) when number > 0 && Offset.ZERO.isBefore(earliest) ->
          logs.isWholeAfter(id, number);
      case Logs.Start.AfterEntry _, Logs.Start.InChannel _ ->
          CompletableFuture.completedStage(true);
    };
  }

  private static Logs.Start start(Call call) {
    String last = call.request().getHeader("Last-Event-ID").map(HttpHeader::value).orElse(null);
    Offset from = call.query().offset("from");
    if (last == null) {
      return from == null ? new Logs.Start.AfterEntry(0) : new Logs.Start.AtOffset(from);
    }
    if (!last.matches("[0-9]{1,18}")) {
      throw OutputRequest.invalid("Last-Event-ID must be the id of an event");
    }
    return new Logs.Start.AfterEntry(Long.parseLong(last));
  }

  /** 204 tells an EventSource, which comes back after every end, that there is nothing more. */
  private CompletionStage<HttpResponse> unlessAllWasRead(Reading reading, State.Ended state) {
    return logs.follow(state.facts().execution(), reading.start())
        .mapConcat(EventView::of)
        .runWith(Sink.headOption(), system)
        .thenApply(
            next -> {
              if (next.isPresent()) {
                return respond(reading, state);
              }
              reading.visit().close();
              return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
            });
  }

  private HttpResponse respond(Reading reading, State.Known state) {
    if (reading.start() instanceof Logs.Start.AtOffset(Offset from)
        && state.progress().offset().isBefore(from)) {
      throw OutputRequest.invalid("from lies beyond the end of the log");
    }
    boolean sse =
        reading
            .call()
            .request()
            .getHeader("Accept")
            .filter(accept -> accept.value().contains(SSE))
            .isPresent();
    Source<EventView, NotUsed> events = shown(reading, state);
    Source<ByteString, NotUsed> body =
        sse
            ? events
                .map(EventRoutes::serverSent)
                .keepAlive(SIGN_OF_LIFE, () -> ByteString.fromString(":\n\n"))
            : events.map(event -> event.json().concat(ByteString.fromString("\n")));
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .withEntity(HttpEntities.createChunked(sse ? EVENTS : JsonLines.TYPE, body));
  }

  private Source<EventView, NotUsed> shown(Reading reading, State.Known state) {
    return Visits.watched(reading.visit(), logs.follow(state.facts().execution(), reading.start()))
        .mapConcat(EventView::of);
  }

  private static ByteString serverSent(EventView event) {
    String id = event.id() == null ? "" : "id: " + event.id() + "\n";
    return ByteString.fromString(id + "event: " + event.type() + "\ndata: ")
        .concat(event.json())
        .concat(ByteString.fromString("\n\n"));
  }
}
