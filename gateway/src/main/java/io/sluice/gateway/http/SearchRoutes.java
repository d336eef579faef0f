package io.sluice.gateway.http;

import io.sluice.gateway.search.LogQuestion;
import io.sluice.gateway.search.Searches;
import io.sluice.gateway.search.Sought;
import io.sluice.gateway.search.TenantAnswer;
import io.sluice.gateway.search.TenantQuestion;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Searches in what executions wrote: in the log of one, and in all of a tenant. */
final class SearchRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final int MAX_LABELS = 16;

  private final Lookup lookup;
  private final Searches searches;
  private final Visits visits;

  SearchRoutes(Services services) {
    this.lookup = Lookup.of(services);
    this.searches = services.searches();
    this.visits = Visits.of(services);
  }

  List<Route> routes() {
    return List.of(
        Route.user("GET", "/executions/{execution}/search", this::inOne),
        Route.user("GET", "/boxes/{box}/executions/{execution}/search", this::inOne),
        Route.user("GET", "/search", this::inAll));
  }

  private CompletionStage<HttpResponse> inOne(Call call) {
    Query query = call.query();
    Offset from = query.offset("from");
    LogQuestion question =
        new LogQuestion(
            sought(query),
            query.channel(),
            from == null ? null : from.bytes(),
            query.text("cursor"),
            limit(query));
    if (from != null && question.cursor() != null) {
      throw OutputRequest.invalid("cursor and from do not go together");
    }
    return lookup
        .known(call)
        .thenCompose(
            state ->
                visits
                    .acts(
                        call,
                        state.facts().execution(),
                        Act.SEARCH,
                        from == null ? null : from.toString())
                    .thenCompose(_ -> searches.search(state, question))
                    .thenApply(answer -> Answers.ok(SearchView.of(state, answer))));
  }

  private CompletionStage<HttpResponse> inAll(Call call) {
    Query query = call.query();
    TenantQuestion question =
        new TenantQuestion(
            sought(query),
            query.channel(),
            query.instant("since"),
            query.instant("until"),
            labels(query.all("label")),
            query.text("cursor"),
            limit(query));
    return searches
        .search(call.tenant(), question)
        .thenCompose(
            answer -> noted(call, answer).thenApply(_ -> Answers.ok(SearchView.of(answer))));
  }

  /** In the trail of each execution of which something is shown. */
  private CompletionStage<?> noted(Call call, TenantAnswer answer) {
    return CompletableFuture.allOf(
        answer.matches().stream()
            .map(TenantAnswer.Found::execution)
            .distinct()
            .map(shown -> visits.acts(call, shown, Act.SEARCH, null).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private static int limit(Query query) {
    return query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
  }

  private static Sought sought(Query query) {
    String text = required(query.raw("q"));
    boolean expression = query.flag("regex", false);
    boolean ignoreCase = query.flag("ignore_case", false);
    try {
      return expression ? Sought.expression(text, ignoreCase) : Sought.literal(text, ignoreCase);
    } catch (Sought.Unusable unusable) {
      throw OutputRequest.invalid("q cannot be looked for: " + unusable.getMessage());
    }
  }

  private static String required(@Nullable String text) {
    if (text == null) {
      throw OutputRequest.invalid("q is missing: what to look for");
    }
    return text;
  }

  private static Map<String, String> labels(List<String> given) {
    if (given.size() > MAX_LABELS) {
      throw OutputRequest.invalid("at most " + MAX_LABELS + " labels may be asked for");
    }
    Map<String, String> labels = new HashMap<>();
    for (String label : given) {
      int equals = label.indexOf('=');
      if (equals < 1
          || labels.put(label.substring(0, equals), label.substring(equals + 1)) != null) {
        throw new WireFault(
            ProblemCode.INVALID_ARGUMENT, "label must be NAME=VALUE, each name once");
      }
    }
    return labels;
  }
}
