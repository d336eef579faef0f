package io.sluice.gateway.recording;

import org.jspecify.annotations.Nullable;

/**
 * What a recording is to be like.
 *
 * @param queries whether what a terminal would answer stays in it
 * @param idleSeconds the longest pause that a player should make; null: as it was
 */
public record CastOptions(CastFormat format, boolean queries, @Nullable Integer idleSeconds) {}
