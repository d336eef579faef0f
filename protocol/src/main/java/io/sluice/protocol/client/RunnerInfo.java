package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A runner as the gateway shows it.
 *
 * @param state connected, draining or away
 * @param draining whether it gets nothing new, away or not
 * @param taken how many executions have a place there
 * @param queued how many wait for a place on this one
 * @param lastHeartbeat RFC 3339; null: it did not answer since it dialled
 * @param version of its program; null: it does not tell
 * @param executions the ids of the first of those that have a place
 */
public record RunnerInfo(
    String id,
    String state,
    boolean draining,
    List<String> drivers,
    int capacity,
    int taken,
    int queued,
    @Nullable String lastHeartbeat,
    @Nullable String version,
    List<String> executions) {
  /** Copies the lists. */
  public RunnerInfo {
    drivers = List.copyOf(drivers);
    executions = List.copyOf(executions);
  }

  public static RunnerInfo parse(JsonNode body) {
    Fields fields = new Fields(body);
    return new RunnerInfo(
        fields.text("id"),
        fields.text("state"),
        body.path("draining").asBoolean(),
        texts(body.path("drivers")),
        body.path("capacity").asInt(),
        body.path("taken").asInt(),
        body.path("queued").asInt(),
        fields.optionalText("last_heartbeat"),
        fields.optionalText("version"),
        texts(body.path("executions")));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
