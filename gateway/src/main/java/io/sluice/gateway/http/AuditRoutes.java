package io.sluice.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.gateway.audit.Audits;
import io.sluice.persistence.audit.AuditExport;
import io.sluice.persistence.audit.AuditExport.Bodies;
import io.sluice.persistence.audit.AuditKey;
import io.sluice.persistence.audit.PurgedExport;
import io.sluice.persistence.query.PurgedLog;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.execution.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Logs with their proof, and the keys to check it with. */
final class AuditRoutes {
  private final Lookup lookup;
  private final Audits audits;
  private final Visits visits;
  private final InstantSource clock;

  AuditRoutes(Services services, Surroundings surroundings) {
    this.lookup = Lookup.of(services);
    this.audits = services.audits();
    this.visits = Visits.of(services);
    this.clock = surroundings.clock();
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/audit", this::export),
        Route.user("GET", "/boxes/{box}/executions/{execution}/audit", this::export),
        Route.user("GET", "/audit/keys", _ -> CompletableFuture.completedStage(keys())),
        Route.admin("POST", "/audit/keys", _ -> rotate()));
  }

  private CompletionStage<HttpResponse> export(Call call) {
    AuditExport export = new AuditExport(bodies(call));
    return lookup
        .known(call)
        .thenCompose(
            state ->
                visits
                    .acts(call, state.facts().execution(), Act.EXPORT, null)
                    .thenCompose(_ -> audits.rows().newestAnchor(state.facts().execution()))
                    .thenApply(anchor -> respond(export, state, anchor.orElse(null))))
        .exceptionallyCompose(thrown -> purged(call, thrown));
  }

  /** Of a log that is gone what was signed last is there, as long as its tenant is told of it. */
  private CompletionStage<HttpResponse> purged(Call call, Throwable thrown) {
    if (!Problems.isNotFound(thrown)) {
      return CompletableFuture.failedStage(thrown);
    }
    return audits
        .rows()
        .purged(call.tenant(), call.execution())
        .thenCompose(
            found ->
                found
                    .<CompletionStage<HttpResponse>>map(
                        log -> CompletableFuture.completedStage(respond(log)))
                    .orElseGet(() -> CompletableFuture.failedStage(thrown)));
  }

  private HttpResponse respond(PurgedLog log) {
    return JsonLines.file(PurgedExport.lines(log, audits.keys().all(), clock.instant()));
  }

  private static Bodies bodies(Call call) {
    return call.query()
        .oneOf("bodies", Map.of("full", Bodies.FULL, "digest", Bodies.DIGEST), Bodies.FULL);
  }

  private HttpResponse respond(
      AuditExport export, State.Known state, @Nullable StoredRow newestAnchor) {
    byte[] first = export.first(state, newestAnchor, audits.keys().all(), clock.instant());
    Source<StoredRow, NotUsed> rows =
        JsonLines.rows(
            from -> audits.rows().rows(state.facts().execution(), from), StoredRow::number);
    return JsonLines.file(first, rows.mapConcat(export::entry), export::last);
  }

  private HttpResponse keys() {
    return Answers.ok(
        Map.of("keys", audits.keys().all().stream().map(AuditExport::keyNode).toList()));
  }

  private CompletionStage<HttpResponse> rotate() {
    try {
      AuditKey key = audits.keys().rotate(clock.instant());
      ObjectNode body = AuditExport.keyNode(key);
      return CompletableFuture.completedStage(Answers.created("/v1/audit/keys", body));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
