package io.sluice.gateway.http;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.audit.Visit;
import io.sluice.gateway.execution.ExitCodes;
import io.sluice.gateway.execution.LogTrims;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.gateway.execution.StateWords;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.access.AccessEvent.Way;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.Responses.Trimmed;
import io.sluice.protocol.wire.WireFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpEntity.ChunkStreamPart;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Output as raw bytes. A reading of what is there has a length; one that follows ends with the
 * state in its trailer. A response that ends otherwise was cut.
 */
final class OutputRoutes {
  private static final String STATE = "Sluice-State";
  private static final String START_OFFSET = "Sluice-Start-Offset";
  private static final String END_OFFSET = "Sluice-End-Offset";

  private final Lookup lookup;
  private final Logs logs;
  private final LogTrims trims;
  private final Visits visits;
  private final ActorSystem<?> system;

  OutputRoutes(Services services, Surroundings surroundings) {
    this.lookup = Lookup.of(services);
    this.logs = services.logs();
    this.trims = services.trims();
    this.visits = Visits.of(services);
    this.system = surroundings.system();
  }

  List<Route> routes() {
    return Stream.of("/executions/{execution}/output", "/boxes/{box}/executions/{execution}/output")
        .flatMap(
            path ->
                Stream.of(
                    Route.user("GET", path, this::output), Route.user("DELETE", path, this::trim)))
        .toList();
  }

  /** What nobody is owed; whole entries go. */
  private CompletionStage<HttpResponse> trim(Call call) {
    Offset before = call.query().requiredOffset("before");
    return lookup
        .execution(call)
        .thenCompose(
            facts ->
                visits
                    .acts(call, facts.execution(), Act.TRIM, before.toString())
                    .thenCompose(
                        _ -> trims.trim(facts.execution(), before, Command.Purpose.CLEAN_UP)))
        .thenApply(
            answer ->
                switch (answer) {
                  case TrimAnswer.Trimmed(Offset earliest) ->
                      Answers.ok(new Trimmed(earliest.bytes()));
                  case TrimAnswer.Refused(var refusal) -> throw Problems.fault(refusal);
                });
  }

  private CompletionStage<HttpResponse> output(Call call) {
    OutputRequest request = OutputRequest.of(call);
    return lookup
        .known(call)
        .thenCompose(
            state ->
                visits.reads(
                    call,
                    state.facts().execution(),
                    Way.OUTPUT,
                    request.from(),
                    visit -> answer(request, state, visit)));
  }

  private CompletionStage<HttpResponse> answer(
      OutputRequest request, State.Known state, Visit visit) {
    long total = total(request.channel(), state);
    if (request.range() instanceof ByteRangeHeader.None) {
      Offset from = from(request, state);
      return start(request.channel(), from, state)
          .thenApply(
              start ->
                  request.follow()
                      ? followed(
                          state, visit, new OutputSlice(request.channel(), start, Long.MAX_VALUE))
                      : counted(
                          state, visit, new OutputSlice(request.channel(), start, total), 200))
          .thenApply(
              response -> response.addHeader(RawHeader.create(START_OFFSET, from.toString())));
    }
    OutputSlice slice = slice(request, state, total);
    boolean over = state instanceof State.Ended;
    String range = "bytes " + slice.start() + "-" + (slice.end() - 1) + "/" + (over ? total : "*");
    return CompletableFuture.completedStage(
        counted(state, visit, slice, 206).addHeader(RawHeader.create("Content-Range", range)));
  }

  private static long total(@Nullable Channel channel, State.Known state) {
    return channel == null
        ? state.progress().offset().bytes()
        : state.progress().tally(channel).bytes();
  }

  private static OutputSlice slice(OutputRequest request, State.Known state, long total) {
    Channel channel = request.channel();
    Cursor trimmed = state.progress().trimmed();
    long left = channel == null ? trimmed.offset().bytes() : trimmed.bytes(channel);
    OutputSlice slice =
        switch (request.range()) {
          case ByteRangeHeader.None() -> new OutputSlice(channel, left, total);
          case ByteRangeHeader.From(long first, Long last) ->
              new OutputSlice(channel, first, last == null ? total : Math.min(total, last + 1));
          case ByteRangeHeader.Suffix(long count) ->
              new OutputSlice(channel, Math.max(left, total - count), total);
        };
    if (slice.start() < left) {
      throw WireFault.expired(trimmed.offset());
    }
    if (slice.start() >= slice.end()) {
      throw new WireFault(
          ProblemCode.RANGE_NOT_SATISFIABLE, "there are " + total + " bytes, none in the range");
    }
    return slice;
  }

  /** Where the reading starts, in the merged log: when nobody says, with what is left of it. */
  private static Offset from(OutputRequest request, State.Known state) {
    Offset earliest = state.progress().trimmed().offset();
    Offset from = request.from() == null ? earliest : request.from();
    if (from.isBefore(earliest)) {
      throw WireFault.expired(earliest);
    }
    Offset end = state.progress().offset();
    if (end.isBefore(from)) {
      throw OutputRequest.invalid("from lies beyond the end of the log, " + end);
    }
    return from;
  }

  /** The same in bytes of what is read. */
  private CompletionStage<Long> start(@Nullable Channel channel, Offset from, State.Known state) {
    Cursor trimmed = state.progress().trimmed();
    if (channel == null) {
      return CompletableFuture.completedStage(from.bytes());
    }
    if (from.equals(trimmed.offset())) {
      return CompletableFuture.completedStage(trimmed.bytes(channel));
    }
    if (from.equals(state.progress().offset())) {
      return CompletableFuture.completedStage(total(channel, state));
    }
    return logs.follow(state.facts().execution(), new Logs.Start.AtOffset(from))
        .runWith(Sink.head(), system)
        .thenApply(item -> OutputSlice.bytesOf(channel, from, item));
  }

  private HttpResponse counted(State.Known state, Visit visit, OutputSlice slice, int status) {
    ContentType type = ContentTypes.APPLICATION_OCTET_STREAM;
    if (slice.isEmpty()) {
      visit.close();
      return withState(state).withEntity(HttpEntities.create(type, new byte[0]));
    }
    Source<ByteString, NotUsed> bytes = slice.bytes(entries(state, visit, slice));
    return withState(state)
        .withStatus(status)
        .withEntity(HttpEntities.create(type, slice.end() - slice.start(), bytes));
  }

  private HttpResponse followed(State.Known state, Visit visit, OutputSlice slice) {
    Source<ChunkStreamPart, NotUsed> parts =
        entries(state, visit, slice)
            .mapConcat(
                item ->
                    item instanceof LogItem.Journaled(Entry(_, Event.Ended ended))
                        ? List.of(last(ended))
                        : slice.of(item).stream().map(ChunkStreamPart::create).toList());
    return withState(state)
        .addHeader(RawHeader.create("Trailer", STATE + ", " + END_OFFSET + ", Sluice-Exit-Code"))
        .withEntity(chunked(parts));
  }

  /** The Java API has no chunked body with a trailer of its own; the class behind it does. */
  private static HttpEntity.Chunked chunked(Source<ChunkStreamPart, NotUsed> parts) {
    return new org.apache.pekko.http.scaladsl.model.HttpEntity.Chunked(
        (org.apache.pekko.http.scaladsl.model.ContentType) ContentTypes.APPLICATION_OCTET_STREAM,
        parts
            .map(part -> (org.apache.pekko.http.scaladsl.model.HttpEntity.ChunkStreamPart) part)
            .mapMaterializedValue(Object.class::cast)
            .asScala());
  }

  private static ChunkStreamPart last(Event.Ended ended) {
    return ChunkStreamPart.createLast(
        "",
        List.of(
            RawHeader.create(STATE, "ended"),
            RawHeader.create(END_OFFSET, ended.offset().toString()),
            RawHeader.create(
                "Sluice-Exit-Code", Integer.toString(ExitCodes.code(ended.outcome().status())))));
  }

  private Source<LogItem, NotUsed> entries(State.Known state, Visit visit, OutputSlice slice) {
    Source<LogItem, NotUsed> log = logs.follow(state.facts().execution(), slice.from());
    return slice.channel() == null
        ? Visits.watched(visit, log, slice.start(), slice.end())
        : Visits.watched(visit, log);
  }

  private static HttpResponse withState(State.Known state) {
    return HttpResponse.create()
        .addHeader(RawHeader.create(STATE, StateWords.of(state)))
        .addHeader(RawHeader.create(END_OFFSET, state.progress().offset().toString()))
        .addHeader(RawHeader.create("Accept-Ranges", "bytes"))
        .addHeader(RawHeader.create("Cache-Control", "no-store"));
  }
}
