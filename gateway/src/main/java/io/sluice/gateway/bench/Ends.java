package io.sluice.gateway.bench;

import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import java.time.Duration;

/** Waits for executions however long they take. */
public final class Ends {
  /** Under what one request may wait. */
  private static final Duration POLL = Duration.ofSeconds(50);

  private Ends() {}

  /** How it ended. */
  public static ExecutionInfo await(SluiceClient client, String id) {
    ExecutionInfo info = client.awaitEnd(id, POLL);
    while (!info.ended()) {
      info = client.awaitEnd(id, POLL);
    }
    return info;
  }
}
