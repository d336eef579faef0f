package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An execution as the gateway shows it.
 *
 * @param command program, then its arguments; empty when the gateway does not tell
 * @param status running, completed, killed or timed_out
 * @param state accepted, queued, starting, running, draining or ended
 * @param queuePosition its place among those that wait for a runner, from 1; null: it does not wait
 * @param exitCode 0 to 255; null while it runs and when nobody knows
 * @param reason why it is over; null while it runs
 * @param startedAt RFC 3339
 * @param terminal whether it has one
 * @param incomplete whether output may be missing at the end
 * @param bytes how much output the log holds; null when the gateway does not tell
 */
public record ExecutionInfo(
    String id,
    @Nullable String boxId,
    List<String> command,
    String status,
    @Nullable String state,
    @Nullable Integer queuePosition,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable String startedAt,
    @Nullable String errorMessage,
    boolean terminal,
    boolean incomplete,
    @Nullable Long bytes) {
  /** Copies the list. */
  public ExecutionInfo {
    command = List.copyOf(command);
  }

  /** Whether its exit is journaled. */
  public boolean ended() {
    return state == null ? !status.equals("running") : state.equals("ended");
  }

  static ExecutionInfo parse(JsonNode body) {
    Fields fields = new Fields(body);
    return new ExecutionInfo(
        fields.text("execution_id"),
        fields.optionalText("box_id"),
        StreamSupport.stream(body.path("command").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        fields.text("status"),
        fields.optionalText("state"),
        body.path("queue_position").isInt() ? body.path("queue_position").intValue() : null,
        exitCode(body.path("exit_code")),
        fields.optionalText("reason"),
        fields.optionalText("started_at"),
        fields.optionalText("error_message"),
        body.path("tty").asBoolean(false),
        body.path("incomplete").asBoolean(false),
        bytes(body));
  }

  static @Nullable Integer exitCode(JsonNode code) {
    boolean known = code.isInt() && code.intValue() >= 0 && code.intValue() <= 255;
    return known ? Integer.valueOf(code.intValue()) : null;
  }

  private static @Nullable Long bytes(JsonNode body) {
    JsonNode total = body.path("offsets").path("end");
    return total.canConvertToLong() ? Long.valueOf(total.longValue()) : null;
  }
}
