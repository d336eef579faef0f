package io.sluice.persistence.index;

import io.sluice.protocol.model.BoxId;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From now on the box takes no execution, if it is as it was looked at (C13).
 *
 * @param from the statuses in which it may be
 * @param life the one that was looked at; null: any
 * @param unfinished what may still run in it
 * @param itself whether its idleness is the reason
 */
public record Halt(
    BoxId box, Set<Box.Status> from, @Nullable Long life, Unfinished unfinished, boolean itself) {
  /** What may still run. */
  public enum Unfinished {
    ANYTHING,
    MAIN_SESSION,
    NOTHING
  }

  /** Copies the set. */
  public Halt {
    from = Set.copyOf(from);
  }

  /** Somebody wants it stopped, whatever runs. */
  public static Halt stop(BoxId box) {
    Set<Box.Status> from = EnumSet.complementOf(EnumSet.of(Box.Status.STOPPED));
    return new Halt(box, from, null, Unfinished.ANYTHING, false);
  }

  /** Somebody wants it gone. */
  public static Halt remove(BoxId box, boolean force) {
    Unfinished unfinished = force ? Unfinished.ANYTHING : Unfinished.NOTHING;
    return new Halt(box, EnumSet.allOf(Box.Status.class), null, unfinished, false);
  }

  /** Nobody used it, but for its main session at most. */
  public static Halt idle(Box looked) {
    return seen(looked, Box.Status.RUNNING, Unfinished.MAIN_SESSION, true);
  }

  /** It was stopped so long ago that it goes. */
  public static Halt expired(Box looked) {
    return seen(looked, Box.Status.STOPPED, Unfinished.NOTHING, looked.life().stoppedItself());
  }

  /** Its main session could not begin, and nothing else runs. */
  public static Halt failedStart(Box started) {
    return seen(started, Box.Status.RUNNING, Unfinished.NOTHING, false);
  }

  private static Halt seen(Box box, Box.Status in, Unfinished unfinished, boolean itself) {
    return new Halt(box.id(), Set.of(in), box.life().number(), unfinished, itself);
  }

  /** What came of it. */
  public sealed interface HaltAnswer {
    /** It is stopping. */
    record Halted(Box box) implements HaltAnswer {}

    /** More runs in it than may. */
    record Busy() implements HaltAnswer {}

    /** It is in another status or life, or gone. */
    record NotSo() implements HaltAnswer {}
  }
}
