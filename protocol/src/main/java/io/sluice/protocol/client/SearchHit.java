package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.protocol.model.Channel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A match. Texts are UTF-8 with replacement and bounded.
 *
 * @param offset of its first byte in the merged log
 * @param timeMicros when that was written, µs since the spawn
 * @param at the same by the clock, ISO 8601; null: nobody knows
 * @param line its line's number in its channel, from 1; null: it was not counted
 * @param lineStart how many bytes of the channel precede the line
 * @param before what stands before the match in its line
 * @param after what stands after it
 * @param partial whether the line is not shown whole
 */
public record SearchHit(
    String executionId,
    long offset,
    Channel channel,
    long timeMicros,
    @Nullable String at,
    @Nullable Long line,
    long lineStart,
    String before,
    String match,
    String after,
    boolean partial) {
  /** The line, as far as it is shown. */
  public String text() {
    return before + match + after;
  }

  static SearchHit parse(JsonNode body, @Nullable String execution) {
    Fields fields = new Fields(body);
    return new SearchHit(
        execution == null ? fields.text("execution_id") : execution,
        body.path("offset").longValue(),
        channel(fields.text("channel")),
        body.path("time_us").longValue(),
        fields.optionalText("at"),
        body.path("line").isIntegralNumber() ? Long.valueOf(body.path("line").longValue()) : null,
        body.path("line_start").longValue(),
        fields.text("before"),
        fields.text("match"),
        fields.text("after"),
        body.path("partial").asBoolean(false));
  }

  private static Channel channel(String word) {
    try {
      return Channel.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new UnexpectedAnswer("the answer names a channel that does not exist", unknown);
    }
  }
}
