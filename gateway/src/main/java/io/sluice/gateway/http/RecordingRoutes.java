package io.sluice.gateway.http;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.audit.Visit;
import io.sluice.gateway.recording.Cast;
import io.sluice.gateway.recording.CastFormat;
import io.sluice.gateway.recording.CastOptions;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.access.AccessEvent.Way;
import io.sluice.protocol.execution.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The log as an asciicast, live while the execution runs. Its last line tells the exit; a response
 * that ends without it was cut.
 */
final class RecordingRoutes {
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  /** Small lines go out together while the peer is busy with those before. */
  private static final int BATCH_BYTES = 64 * 1024;

  private final Lookup lookup;
  private final Logs logs;
  private final Visits visits;

  RecordingRoutes(Services services) {
    this.lookup = Lookup.of(services);
    this.logs = services.logs();
    this.visits = Visits.of(services);
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/recording", this::recording),
        Route.user("GET", "/boxes/{box}/executions/{execution}/recording", this::recording));
  }

  private CompletionStage<HttpResponse> recording(Call call) {
    CastOptions options = RecordingRequest.of(call);
    return lookup
        .known(call)
        .thenCompose(
            state ->
                visits.reads(
                    call,
                    state.facts().execution(),
                    Way.RECORDING,
                    null,
                    visit -> CompletableFuture.completedStage(respond(state, visit, options))));
  }

  private HttpResponse respond(State.Known state, Visit visit, CastOptions options) {
    String id = state.facts().execution().value();
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .addHeader(RawHeader.create("Vary", "Accept"))
        .addHeader(
            RawHeader.create("Content-Disposition", "attachment; filename=\"" + id + ".cast\""))
        .withEntity(
            HttpEntities.createChunked(type(options.format()), lines(state, visit, options)));
  }

  private static ContentType type(CastFormat format) {
    return MediaTypes.customWithFixedCharset(
            "application",
            RecordingRequest.MEDIA_TYPE,
            HttpCharsets.UTF_8,
            Map.of("version", Integer.toString(format.number())),
            false)
        .toContentType();
  }

  private Source<ByteString, NotUsed> lines(State.Known state, Visit visit, CastOptions options) {
    Cast cast = new Cast(state.facts(), options);
    return Visits.watched(
            visit, logs.follow(state.facts().execution(), new Logs.Start.AfterEntry(0)))
        .map(item -> ByteString.fromArrayUnsafe(lines(cast, item)))
        .filter(ByteString::nonEmpty)
        .keepAlive(SIGN_OF_LIFE, () -> ByteString.fromArrayUnsafe(cast.pulse()))
        .batchWeighted(
            BATCH_BYTES, lines -> (long) lines.size(), lines -> lines, ByteString::concat);
  }

  private static byte[] lines(Cast cast, LogItem item) {
    return switch (item) {
      case LogItem.Journaled(Entry(_, var event)) -> cast.take(event);
      case LogItem.Missing(var gaps, _) -> cast.missing(gaps);
    };
  }
}
