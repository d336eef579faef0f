package io.sluice.gateway.runner;

import io.sluice.gateway.runner.RegistryMessage.Register;
import io.sluice.gateway.runner.RunnersView.OneRunner;
import io.sluice.gateway.runner.RunnersView.Standing;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people are shown of the runners. */
final class Views {
  private Views() {}

  /** Sorted by name, those that are away among the others. */
  static RunnersView of(Roster roster, WaitingLine line) {
    List<OneRunner> runners = new ArrayList<>();
    for (Roster.Seat seat : roster.seats()) {
      boolean drained = roster.isDrained(seat.runner());
      Standing standing = drained ? Standing.DRAINING : Standing.CONNECTED;
      runners.add(one(roster, line, seat.by(), standing, seat.heardAt(), seat.taken()));
    }
    for (Roster.Away gone : roster.away()) {
      runners.add(one(roster, line, gone.by(), Standing.AWAY, gone.heardAt(), List.of()));
    }
    runners.sort(Comparator.comparing(one -> one.runner().runner().value()));
    return new RunnersView(runners, line.size(), line.limit());
  }

  private static OneRunner one(
      Roster roster,
      WaitingLine line,
      Register by,
      Standing standing,
      @Nullable Instant heardAt,
      Collection<ExecutionId> executions) {
    RunnerId runner = by.link().runner().runner();
    return new OneRunner(
        by.link().runner(),
        standing,
        roster.isDrained(runner),
        by.traits().labels(),
        by.traits().drivers(),
        by.traits().capacity(),
        line.waitingFor(runner),
        heardAt,
        by.software(),
        List.copyOf(executions));
  }
}
