package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An execution as the gateway shows it.
 *
 * @param command the command line for people; null when the gateway does not tell
 * @param status running, completed, killed or timed_out
 * @param state accepted, queued, starting, running, draining or ended
 * @param exitCode 0 to 255; null while it runs and when nobody knows
 * @param reason why it is over; null while it runs
 * @param startedAt RFC 3339
 * @param incomplete whether output may be missing at the end
 * @param bytes how much output the log holds; null when the gateway does not tell
 */
public record ExecutionInfo(
    String id,
    @Nullable String boxId,
    @Nullable String command,
    String status,
    @Nullable String state,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable String startedAt,
    @Nullable String errorMessage,
    boolean incomplete,
    @Nullable Long bytes) {
  /** Whether its exit is journaled. */
  public boolean ended() {
    return state == null ? !status.equals("running") : state.equals("ended");
  }

  static ExecutionInfo parse(JsonNode body) {
    Fields fields = new Fields(body);
    return new ExecutionInfo(
        fields.text("execution_id"),
        fields.optionalText("box_id"),
        commandLine(body),
        fields.text("status"),
        fields.optionalText("state"),
        exitCode(body.path("exit_code")),
        fields.optionalText("reason"),
        fields.optionalText("started_at"),
        fields.optionalText("error_message"),
        body.path("incomplete").asBoolean(false),
        bytes(body));
  }

  static @Nullable Integer exitCode(JsonNode code) {
    boolean known = code.isInt() && code.intValue() >= 0 && code.intValue() <= 255;
    return known ? Integer.valueOf(code.intValue()) : null;
  }

  private static @Nullable String commandLine(JsonNode body) {
    if (!body.path("command").isTextual()) {
      return null;
    }
    StringBuilder line = new StringBuilder(body.path("command").textValue());
    body.path("args").forEach(argument -> line.append(' ').append(argument.asText()));
    return line.toString();
  }

  private static @Nullable Long bytes(JsonNode body) {
    JsonNode total = body.path("offsets").path("end");
    return total.canConvertToLong() ? Long.valueOf(total.longValue()) : null;
  }
}
