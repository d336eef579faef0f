package io.sluice.gateway.runner;

import io.sluice.gateway.execution.Unplaced;
import io.sluice.gateway.execution.Wanted;
import io.sluice.gateway.runner.Candidate.Standing;
import io.sluice.protocol.model.RunnerId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which runner an execution goes to. A box lives on one runner, for its files are there: what runs
 * in it goes there or nowhere. Otherwise the least loaded one of those that are what it asks for.
 *
 * <pre>
 * asked of            | free | full | unproven | draining    | away        | none
 * the box's runner    | it   | Full | Full     | Unavailable | Unavailable | Unavailable
 * ... without driver  | Unsupported, whatever it stands
 * any that fits, best | it   | Full | Full     | Unavailable | Unavailable | Unsupported
 * any, none connected |                                                    | Unavailable
 * </pre>
 */
final class Placement {
  private Placement() {}

  /** What was found. */
  sealed interface Found {
    /** A place there. */
    record On(RunnerId runner) implements Found {}

    /** None for now: it may wait. */
    record Full() implements Found {}

    /** None, and waiting is of no use. */
    record Refused(Unplaced why) implements Found {}
  }

  static Found find(Collection<Candidate> all, Wanted wanted) {
    RunnerId home = wanted.home();
    return home == null ? anywhere(all, wanted) : atHome(of(all, home), wanted);
  }

  private static @Nullable Candidate of(Collection<Candidate> all, RunnerId runner) {
    return all.stream().filter(one -> one.runner().equals(runner)).findFirst().orElse(null);
  }

  private static Found atHome(@Nullable Candidate home, Wanted wanted) {
    if (home == null) {
      return unavailable("the runner of the box is away");
    }
    if (!home.hasDriver(wanted)) {
      return unsupported("the runner of the box has no driver " + wanted.requirements().driver());
    }
    return switch (home.standing()) {
      case OPEN -> home.isFree() ? new Found.On(home.runner()) : new Found.Full();
      case UNPROVEN -> new Found.Full();
      case DRAINING -> unavailable("the runner of the box takes nothing new");
      case AWAY -> unavailable("the runner of the box is away");
    };
  }

  private static Found anywhere(Collection<Candidate> all, Wanted wanted) {
    if (all.stream().allMatch(one -> one.standing() == Standing.AWAY)) {
      return unavailable("no runner is connected");
    }
    if (all.stream().noneMatch(one -> one.hasDriver(wanted))) {
      return unsupported("no runner has a driver " + wanted.requirements().driver());
    }
    List<Candidate> fitting =
        all.stream().filter(one -> one.hasDriver(wanted) && one.hasLabels(wanted)).toList();
    if (fitting.isEmpty()) {
      return unsupported("no runner has the labels that the box asks for");
    }
    return fitting.stream()
        .filter(Candidate::isFree)
        .min(Comparator.comparingDouble(Candidate::load))
        .<Found>map(free -> new Found.On(free.runner()))
        .orElseGet(() -> later(fitting));
  }

  private static Found later(List<Candidate> fitting) {
    boolean mayBeFree =
        fitting.stream()
            .anyMatch(
                one ->
                    switch (one.standing()) {
                      case OPEN, UNPROVEN -> true;
                      case DRAINING, AWAY -> false;
                    });
    return mayBeFree
        ? new Found.Full()
        : unavailable("every runner that could take it is away or takes nothing new");
  }

  private static Found unavailable(String why) {
    return new Found.Refused(new Unplaced.Unavailable(why));
  }

  private static Found unsupported(String why) {
    return new Found.Refused(new Unplaced.Unsupported(why));
  }
}
