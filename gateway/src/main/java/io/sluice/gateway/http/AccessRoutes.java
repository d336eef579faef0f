package io.sluice.gateway.http;

import io.sluice.gateway.audit.Audits;
import io.sluice.persistence.audit.AccessTrail.Extent;
import io.sluice.persistence.audit.AccessTrail.Row;
import io.sluice.persistence.audit.TrailExport;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.proof.SignedTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Who came to an execution, with its proof. Reading that is an access too, and the last entry. */
final class AccessRoutes {
  private final Lookup lookup;
  private final Audits audits;
  private final Visits visits;
  private final InstantSource clock;

  AccessRoutes(Services services, Surroundings surroundings) {
    this.lookup = Lookup.of(services);
    this.audits = services.audits();
    this.visits = Visits.of(services);
    this.clock = surroundings.clock();
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/access", this::trail),
        Route.user("GET", "/boxes/{box}/executions/{execution}/access", this::trail));
  }

  private CompletionStage<HttpResponse> trail(Call call) {
    return lookup
        .known(call)
        .thenCompose(
            state -> {
              ExecutionId id = state.facts().execution();
              return visits
                  .acts(call, id, Act.READ_TRAIL, null)
                  .thenApplyAsync(last -> signed(id, last), audits.blocking());
            });
  }

  private HttpResponse signed(ExecutionId id, long last) {
    audits.accesses().sign(id);
    SignedTrail signed = audits.trail().extent(id).map(Extent::signed).orElse(null);
    long shown = signed == null ? last : Math.max(last, signed.anchor().head().length());
    return respond(id, signed, shown);
  }

  private HttpResponse respond(ExecutionId id, @Nullable SignedTrail signed, long last) {
    TrailExport export = new TrailExport();
    byte[] first = export.first(id, signed, audits.keys().all(), clock.instant());
    Source<Row, NotUsed> rows =
        JsonLines.rows(
            from ->
                CompletableFuture.supplyAsync(
                    () -> audits.trail().rows(id, from), audits.blocking()),
            Row::number);
    return JsonLines.file(
        first, rows.takeWhile(row -> row.number() <= last).map(export::entry), export::last);
  }
}
