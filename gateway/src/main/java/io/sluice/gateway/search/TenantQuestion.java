package io.sluice.gateway.search;

import io.sluice.protocol.model.Channel;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of all logs of a tenant.
 *
 * @param channel null for both, each by itself
 * @param since of executions accepted then or later; null: of all
 * @param until of executions accepted before; null: of all
 * @param labels that an execution must have
 * @param cursor from an answer to the same question; null: it begins
 * @param limit at most so many matches
 */
public record TenantQuestion(
    Sought sought,
    @Nullable Channel channel,
    @Nullable Instant since,
    @Nullable Instant until,
    Map<String, String> labels,
    @Nullable String cursor,
    int limit) {
  /** Copies the labels. */
  public TenantQuestion {
    labels = Map.copyOf(labels);
  }

  String key() {
    return channel + sought.key() + since + until + new TreeMap<>(labels);
  }
}
