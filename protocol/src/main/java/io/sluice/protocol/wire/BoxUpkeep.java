package io.sluice.protocol.wire;

import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.TerminalSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a box is asked to do by itself.
 *
 * @param main its main session, without what the box gives it; null: it has none
 * @param idleStop after so long without use it is stopped; zero: never
 * @param deleteAfterStop so long after its stop it is removed; zero: never
 * @param resumes whether a command starts it again after a stop for its idleness
 */
public record BoxUpkeep(
    @Nullable CommandSpec main, IdleStop idleStop, Duration deleteAfterStop, boolean resumes) {
  private static final int MAX_SECONDS = 365 * 86_400;

  /** When it is idle long enough. */
  public sealed interface IdleStop {
    /** After this time; zero: never. */
    record After(Duration time) implements IdleStop {}

    /** When the deployment says so. */
    record ByDeployment() implements IdleStop {}
  }

  static BoxUpkeep take(Fields fields) {
    Duration delete = fields.wholeSeconds("auto_delete", MAX_SECONDS);
    return new BoxUpkeep(
        main(fields),
        idleStop(fields),
        delete == null ? Duration.ZERO : delete,
        fields.flag("auto_resume", true));
  }

  private static IdleStop idleStop(Fields fields) {
    if (fields.isTrue("auto_stop")) {
      return new IdleStop.ByDeployment();
    }
    Duration time = fields.wholeSeconds("auto_stop", MAX_SECONDS);
    return new IdleStop.After(time == null ? Duration.ZERO : time);
  }

  /** As images combine them: the entry point with the command as its arguments. */
  private static @Nullable CommandSpec main(Fields fields) {
    TerminalSize terminal = fields.flag("tty", false) ? Requests.FIRST_SIZE : null;
    List<String> words =
        new ArrayList<>(fields.texts("entrypoint", Requests.MAX_ARGUMENTS, Requests.MAX_ARGUMENT));
    words.addAll(fields.texts("cmd", Requests.MAX_ARGUMENTS, Requests.MAX_ARGUMENT));
    if (words.isEmpty()) {
      return null;
    }
    if (words.getFirst().isEmpty()) {
      throw WireFault.invalid("the first word of entrypoint and cmd is empty");
    }
    return new CommandSpec(
        words.getFirst(),
        words.subList(1, words.size()),
        Map.of(),
        null,
        terminal,
        null,
        CommandSpec.StdinMode.OPEN);
  }
}
