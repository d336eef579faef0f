package io.sluice.protocol.execution;

import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends what nobody attends any more: HUP, TERM, KILL, the next one when the last was of no use
 * (C8), whether it was delivered or not (C10). Whoever attends it before the KILL stops that, and
 * it begins anew when that one has left (C9).
 *
 * <p>By stage: the next one and, after a comma, what is sent. "Due" means that the wait is over.
 *
 * <pre>
 * input            | UNHARMED      | HUNG_UP          | TERMINATED   | KILLED
 * used             | UNHARMED      | UNHARMED         | UNHARMED     | KILLED
 * due, used lately | UNHARMED      | TERMINATED, TERM | KILLED, KILL | KILLED
 * due              | HUNG_UP, HUP  | TERMINATED, TERM | KILLED, KILL | KILLED
 * </pre>
 */
public final class Unattended {
  private Unattended() {}

  /** How far it came. */
  public enum Stage {
    /** Somebody attends it, or did lately. */
    UNHARMED,
    /** It was sent HUP. */
    HUNG_UP,
    /** It was sent TERM. */
    TERMINATED,
    /** It is being killed; that is not taken back, and the runner repeats it until it is done. */
    KILLED
  }

  /**
   * How long is waited.
   *
   * @param after for somebody to attend it again, before the HUP; null: for ever
   * @param toTerm from HUP to TERM
   * @param toKill from TERM to KILL
   */
  public record Policy(@Nullable Duration after, Duration toTerm, Duration toKill) {
    /** The same under the rule of one execution. */
    public Policy under(UnattendedRule rule) {
      return switch (rule) {
        case UnattendedRule.OfDeployment _ -> this;
        case UnattendedRule.Never _ -> new Policy(null, toTerm, toKill);
        case UnattendedRule.After(Duration unattended) -> new Policy(unattended, toTerm, toKill);
      };
    }
  }

  /**
   * What follows.
   *
   * @param pause null: nothing more is due
   */
  public record Turn(Stage stage, List<Command> commands, @Nullable Duration pause) {
    /** Copies the list. */
    public Turn {
      commands = List.copyOf(commands);
    }
  }

  /** Somebody attends it. */
  public static Stage used(Stage stage) {
    return stage == Stage.KILLED ? Stage.KILLED : Stage.UNHARMED;
  }

  /**
   * The wait is over.
   *
   * @param unused since somebody attended it last
   */
  public static Turn due(Stage stage, Duration unused, Policy policy) {
    return switch (stage) {
      case UNHARMED -> {
        Duration after = policy.after();
        if (after == null) {
          yield new Turn(Stage.UNHARMED, List.of(), null);
        }
        yield unused.compareTo(after) < 0
            ? new Turn(Stage.UNHARMED, List.of(), after.minus(unused))
            : new Turn(Stage.HUNG_UP, List.of(signal(Signal.HUP)), policy.toTerm());
      }
      case HUNG_UP -> new Turn(Stage.TERMINATED, List.of(signal(Signal.TERM)), policy.toKill());
      case TERMINATED -> new Turn(Stage.KILLED, List.of(new Command.Kill(Cause.UNATTENDED)), null);
      case KILLED -> new Turn(Stage.KILLED, List.of(), null);
    };
  }

  private static Command signal(Signal signal) {
    return new Command.SendSignal(signal, Cause.UNATTENDED);
  }
}
