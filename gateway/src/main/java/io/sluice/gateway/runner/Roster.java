package io.sluice.gateway.runner;

import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.runner.Candidate.Standing;
import io.sluice.gateway.runner.RegistryMessage.Register;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which runners there are, and what has a place where. All times are the gateway's own. */
final class Roster {
  /** Who was away for longer is not shown any more. */
  static final Duration AWAY_SHOWN = Duration.ofDays(1);

  private static final int MOST_AWAY = 1_000;

  private final InstantSource clock;
  private final Map<RunnerId, Seat> seats = new LinkedHashMap<>();
  private final Map<RunnerId, Away> away = new LinkedHashMap<>();
  private final Set<RunnerId> drained;

  /** One connected runner. */
  static final class Seat {
    private final Register by;
    private final Set<ExecutionId> taken;
    private @Nullable Instant heardAt;
    private boolean doubted;

    private Seat(Register by) {
      this.by = by;
      this.taken = new LinkedHashSet<>(by.held());
    }

    Register by() {
      return by;
    }

    RunnerLink link() {
      return by.link();
    }

    RunnerId runner() {
      return by.link().runner().runner();
    }

    Set<ExecutionId> taken() {
      return taken;
    }

    /** When it last answered by this link; null: not yet. */
    @Nullable Instant heardAt() {
      return heardAt;
    }
  }

  /** One that was connected. */
  record Away(Register by, @Nullable Instant heardAt, Instant since) {
    RunnerId runner() {
      return by.link().runner().runner();
    }
  }

  Roster(Set<RunnerId> drained, InstantSource clock) {
    this.drained = new HashSet<>(drained);
    this.clock = clock;
  }

  @Nullable Seat seat(RunnerId runner) {
    return seats.get(runner);
  }

  Collection<Seat> seats() {
    return seats.values();
  }

  /** Null: it has no place anywhere. */
  @Nullable Seat seatOf(ExecutionId execution) {
    return seats.values().stream()
        .filter(seat -> seat.taken.contains(execution))
        .findFirst()
        .orElse(null);
  }

  void arrived(Register by) {
    RunnerId runner = by.link().runner().runner();
    away.remove(runner);
    seats.put(runner, new Seat(by));
  }

  /** It answered; whether it can be given work from now on. */
  boolean heard(RunnerLink link) {
    Seat seat = seats.get(link.runner().runner());
    if (seat == null || !seat.link().equals(link)) {
      return false;
    }
    boolean opened = seat.heardAt == null || seat.doubted;
    seat.heardAt = clock.instant();
    seat.doubted = false;
    return opened;
  }

  /** It is to answer once more before it is given work. */
  void doubt(RunnerLink link) {
    Seat seat = seats.get(link.runner().runner());
    if (seat != null && seat.link().equals(link)) {
      seat.doubted = true;
    }
  }

  void left(RunnerLink link) {
    Seat seat = seats.get(link.runner().runner());
    if (seat != null && seat.link().equals(link)) {
      seats.remove(seat.runner());
      away.put(seat.runner(), new Away(seat.by, seat.heardAt, clock.instant()));
      if (away.size() > MOST_AWAY) {
        away.remove(away.keySet().iterator().next());
      }
    }
  }

  /** Those that are still of interest. */
  Collection<Away> away() {
    Instant oldest = clock.instant().minus(AWAY_SHOWN);
    away.values().removeIf(gone -> gone.since().isBefore(oldest));
    return away.values();
  }

  boolean isDrained(RunnerId runner) {
    return drained.contains(runner);
  }

  boolean knows(RunnerId runner) {
    return seats.containsKey(runner) || away.containsKey(runner) || isDrained(runner);
  }

  void drain(RunnerId runner, boolean yes) {
    if (yes) {
      drained.add(runner);
    } else {
      drained.remove(runner);
    }
  }

  boolean hasFree() {
    return candidates().stream().anyMatch(Candidate::isFree);
  }

  List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>(seats.size() + away.size());
    seats
        .values()
        .forEach(
            seat ->
                candidates.add(
                    new Candidate(
                        seat.runner(), seat.by.traits(), seat.taken.size(), standing(seat))));
    away()
        .forEach(
            gone ->
                candidates.add(new Candidate(gone.runner(), gone.by().traits(), 0, Standing.AWAY)));
    return candidates;
  }

  private Standing standing(Seat seat) {
    if (isDrained(seat.runner())) {
      return Standing.DRAINING;
    }
    return seat.heardAt == null || seat.doubted ? Standing.UNPROVEN : Standing.OPEN;
  }

  /** Nothing to do when the link is gone, and its places with it. */
  void release(RunnerLink place, ExecutionId execution) {
    Seat seat = seats.get(place.runner().runner());
    if (seat != null && seat.link().equals(place)) {
      seat.taken.remove(execution);
    }
  }
}
