package io.sluice.protocol.execution;

import io.sluice.protocol.execution.State.Absent;
import io.sluice.protocol.execution.State.Accepted;
import io.sluice.protocol.execution.State.Assigned;
import io.sluice.protocol.execution.State.Ended;
import io.sluice.protocol.execution.State.Starting;

/**
 * What becomes of an execution when a runner dials: each hello names what the runner has. By state
 * and by which runner says hello; "other" is another runner, "new life" the same one started anew.
 *
 * <pre>
 * hello            | Absent    | Accepted  | Starting   | Running   | Draining  | Ended
 * names it         | EndThere  | EndThere  | GoOn       | GoOn      | GoOn      | EndThere
 * names it, other | EndThere  | EndThere  | EndThere   | EndThere  | EndThere  | EndThere
 * does not         | Wait      | Wait      | StartAgain | Lost      | Lost      | Wait
 * does not, other  | Wait      | Wait      | Wait       | Wait      | Wait      | Wait
 * new life         | Wait      | Wait      | Lost       | Lost      | Lost      | Wait
 * </pre>
 */
public final class Readoption {
  private Readoption() {}

  /** What is to be done. */
  public sealed interface Verdict {
    /** It goes on: the runner sends what follows the last journaled report. */
    record GoOn(long committed) implements Verdict {}

    /** The runner never heard of it, or forgot the answer: it is told again, and takes it once. */
    record StartAgain() implements Verdict {}

    /** The runner has what nobody wants: it is told to end it. */
    record EndThere() implements Verdict {}

    /** The process is gone, and nobody knows how. */
    record Lost() implements Verdict {}

    /** This hello says nothing of it. */
    record Wait() implements Verdict {}
  }

  /** When the hello names the execution. */
  public static Verdict named(State state, Assignment by) {
    return switch (state) {
      case Assigned assigned when assigned.assignment().equals(by) ->
          new Verdict.GoOn(assigned.progress().lastSequence());
      case Absent _, Accepted _, Assigned _, Ended _ -> new Verdict.EndThere();
    };
  }

  /** When the hello does not name it. */
  public static Verdict unnamed(State state, Assignment by) {
    if (!(state instanceof Assigned assigned)
        || !assigned.assignment().runner().equals(by.runner())) {
      return new Verdict.Wait();
    }
    boolean sameLife = assigned.assignment().equals(by);
    return sameLife && assigned instanceof Starting ? new Verdict.StartAgain() : new Verdict.Lost();
  }
}
