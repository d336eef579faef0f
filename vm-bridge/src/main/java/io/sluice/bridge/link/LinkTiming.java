package io.sluice.bridge.link;

import java.time.Duration;

/**
 * The patience of a link.
 *
 * @param answer for the connection, and then for the welcome
 * @param silence without any frame of the gateway, after which the link is given up; a runner that
 *     has nothing to send pings every second, so a living gateway is never silent for long
 * @param firstRetry at most, before the second attempt; doubled each time, with jitter down to half
 * @param lastRetry what the doubling stops at
 */
public record LinkTiming(
    Duration answer, Duration silence, Duration firstRetry, Duration lastRetry) {
  public static final LinkTiming DEFAULT =
      new LinkTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(2));
}
