package io.sluice.protocol.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of answers to searches. */
public final class SearchResponses {
  private SearchResponses() {}

  /**
   * A match. Texts are UTF-8 with replacement and bounded.
   *
   * @param executionId null where the path names the execution
   * @param offset of its first byte in the merged log
   * @param channelOffset how many bytes of its channel precede it
   * @param length in bytes
   * @param timeUs when its first byte was written, µs since the spawn
   * @param at the same by the clock; null: nobody knows when the process was spawned
   * @param line the number of its line in its channel, from 1; null when it was not counted
   * @param lineStart how many bytes of the channel precede the line
   * @param partial true when the line is not shown whole; null when it is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MatchBody(
      @Nullable String executionId,
      long offset,
      String channel,
      long channelOffset,
      int length,
      long timeUs,
      @Nullable String at,
      @Nullable Long line,
      long lineStart,
      String before,
      String match,
      String after,
      @Nullable Boolean partial) {}

  /** Output in {@code [from, to)} that was removed before it could be searched. */
  public record RemovedBody(long from, long to) {}

  /**
   * What was found in one log.
   *
   * @param from the offset where this request began
   * @param searchedTo the end of what was looked at
   * @param complete whether that is all that is journaled
   * @param next the cursor to go on with; null when the log is over and was searched
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LogMatches(
      List<MatchBody> matches,
      long from,
      long searchedTo,
      String state,
      boolean complete,
      @Nullable String next,
      List<RemovedBody> removed) {}

  /** A log that was not searched, or not to its end: gone or unreadable. */
  public record SkippedBody(String executionId, String reason) {}

  /**
   * What was found in the logs of a tenant, the newest execution first.
   *
   * @param executions in how many this request looked
   * @param next the cursor to go on with; null when all were searched
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TenantMatches(
      List<MatchBody> matches,
      int executions,
      List<SkippedBody> skipped,
      boolean complete,
      @Nullable String next) {}
}
