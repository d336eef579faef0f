package io.sluice.bridge.process;

import io.sluice.protocol.model.CommandSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Confines commands by a program that runs them in a view of their own. That program, the keeper,
 * has the descriptors 0 to 2 for itself and hands 3 and up on to what it runs inside, which may
 * refuse, by a line {@code refused FAILURE why} on 2; else says {@code ready} there, waits for a
 * line on 6, makes 3 to 5 its standard streams and becomes the command, as leader of a session and
 * in its terminal. The keeper's only child is the first process of its process namespace, and that
 * one's only child, until then, is the command to be.
 */
public interface Sandbox {
  int SAYS = 2;

  /** The first of the command's three standard streams. */
  int STREAMS = 3;

  int MAY_GO = 6;

  /** NUL-terminated; here, where no other process reads them, and not among the arguments. */
  int OPTIONS = 7;

  /** The name of the driver that confines by it. */
  String name();

  /** Variables that hold inside, under what box and request give. */
  Map<String, String> environment();

  /** How a command is run inside. */
  Wrapped wrap(Inside inside);

  /**
   * What is inside.
   *
   * @param directory the box's own on the host
   * @param scratch the box's temporary files on the host
   * @param environment all of it, without the mark, which the keeper has
   * @param terminal its path on the host; null: pipes
   */
  record Inside(
      Path directory,
      Path scratch,
      CommandSpec command,
      Map<String, String> environment,
      @Nullable String terminal) {}

  /**
   * What is spawned.
   *
   * @param keeper an absolute path
   * @param options for {@link #OPTIONS}, each without NUL
   */
  record Wrapped(String keeper, List<String> argumentsWithName, List<String> options) {}
}
