package io.sluice.gateway.app;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import java.util.List;
import org.awaitility.Awaitility;

/** Logs are signed beside what happens to them. */
final class SignedLogs {
  private SignedLogs() {}

  /** Until the end of an ended one is signed: nothing more comes by itself. */
  static void await(ExecutionsRig rig, ExecutionId id) {
    Awaitility.await()
        .atMost(ExecutionsRig.LONG)
        .until(() -> rig.log(id).getLast().event() instanceof Event.Anchored);
  }

  static List<Entry> withoutAnchors(List<Entry> log) {
    return log.stream().filter(entry -> !(entry.event() instanceof Event.Anchored)).toList();
  }
}
