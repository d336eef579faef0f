package io.sluice.protocol.client;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In the logs of which executions of the tenant to look.
 *
 * @param since of those accepted then or later; null: whenever
 * @param until of those accepted before; null: whenever
 * @param labels that they must have
 */
public record SearchScope(
    @Nullable Instant since, @Nullable Instant until, Map<String, String> labels) {
  /** Copies the labels. */
  public SearchScope {
    labels = Map.copyOf(labels);
  }

  String query() {
    StringBuilder query = new StringBuilder();
    if (since != null) {
      query.append("&since=").append(since);
    }
    if (until != null) {
      query.append("&until=").append(until);
    }
    new TreeMap<>(labels)
        .forEach(
            (name, value) ->
                query.append("&label=").append(SearchRequest.encoded(name + "=" + value)));
    return query.toString();
  }
}
