package io.sluice.protocol.client;

import org.jspecify.annotations.Nullable;

/**
 * What a recording of an execution is to be like.
 *
 * @param version of the format, 2 or 3
 * @param queries whether what a terminal would answer stays in it
 * @param idleSeconds the longest pause that a player should make; null: as it was
 */
public record RecordingRequest(
    String executionId, int version, boolean queries, @Nullable Integer idleSeconds) {
  String query() {
    return "?format=v"
        + version
        + (queries ? "" : "&queries=drop")
        + (idleSeconds == null ? "" : "&idle_limit=" + idleSeconds);
  }
}
