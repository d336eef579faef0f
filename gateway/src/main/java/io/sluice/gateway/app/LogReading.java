package io.sluice.gateway.app;

import io.sluice.gateway.attach.Damages;
import io.sluice.gateway.attach.LogFollower;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.gateway.search.Searches;
import io.sluice.gateway.search.Sources;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.query.JournalReader;

/** What reads journaled logs: streams for consumers, and searches. */
record LogReading(Logs logs, Searches searches) implements AutoCloseable {
  static LogReading of(
      JournalReader journal, ShardedExecutions executions, Index index, Activity activity) {
    Damages damages = new Damages();
    return new LogReading(
        new LogFollower(executions, journal, activity.readers(), damages),
        new Searches(new Sources(journal, index, executions, damages::note), System::nanoTime));
  }

  /** Waits for the searches that are under way, which are short. */
  @Override
  public void close() {
    searches.close();
  }
}
