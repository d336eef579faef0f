package io.sluice.bridge.process;

import static io.sluice.bridge.process.Native.INT;
import static io.sluice.bridge.process.Native.POINTER;
import static io.sluice.bridge.process.Native.SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Spawns a child as leader of its own session and group, with default signals and no descriptor but
 * those of its plan. glibc 2.34 or later, for addclosefrom_np.
 */
final class PosixSpawn {
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;

  /** More than glibc needs for either on any architecture (80 and 336 on amd64). */
  private static final int OPAQUE_BYTES = 512;

  private static final int SIGSET_BYTES = 128;

  private static final FunctionDescriptor ON_POINTER = FunctionDescriptor.of(INT, POINTER);
  private static final FunctionDescriptor ON_TWO = FunctionDescriptor.of(INT, POINTER, POINTER);
  private static final MethodHandle SPAWN =
      Native.plain(
          "posix_spawn",
          FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER));
  private static final MethodHandle ACTIONS_INIT =
      Native.plain("posix_spawn_file_actions_init", ON_POINTER);
  private static final MethodHandle ACTIONS_DESTROY =
      Native.plain("posix_spawn_file_actions_destroy", ON_POINTER);
  private static final MethodHandle ADD_DUP2 =
      Native.plain(
          "posix_spawn_file_actions_adddup2", FunctionDescriptor.of(INT, POINTER, INT, INT));
  private static final MethodHandle ADD_OPEN =
      Native.plain(
          "posix_spawn_file_actions_addopen",
          FunctionDescriptor.of(INT, POINTER, INT, POINTER, INT, INT));
  private static final MethodHandle ADD_CHDIR =
      Native.plain("posix_spawn_file_actions_addchdir_np", ON_TWO);
  private static final MethodHandle ADD_CLOSE_FROM =
      Native.plain(
          "posix_spawn_file_actions_addclosefrom_np", FunctionDescriptor.of(INT, POINTER, INT));
  private static final MethodHandle ATTRIBUTES_INIT =
      Native.plain("posix_spawnattr_init", ON_POINTER);
  private static final MethodHandle ATTRIBUTES_DESTROY =
      Native.plain("posix_spawnattr_destroy", ON_POINTER);
  private static final MethodHandle SET_FLAGS =
      Native.plain("posix_spawnattr_setflags", FunctionDescriptor.of(INT, POINTER, SHORT));
  private static final MethodHandle SET_DEFAULT_SIGNALS =
      Native.plain("posix_spawnattr_setsigdefault", ON_TWO);
  private static final MethodHandle SET_SIGNAL_MASK =
      Native.plain("posix_spawnattr_setsigmask", ON_TWO);
  private static final MethodHandle FILL_SIGNALS = Native.plain("sigfillset", ON_POINTER);

  private PosixSpawn() {}

  /** What the child's descriptors, three or more, become, in order. */
  sealed interface Action {
    int to();

    record Duplicate(int from, int to) implements Action {}

    record Open(String path, int flags, int to) implements Action {}
  }

  /** A resolved program with everything that it is given; environment as {@code NAME=value}. */
  record Plan(
      String path,
      List<String> argumentsWithName,
      List<String> environment,
      String workingDirectory,
      List<Action> actions) {
    private int descriptors() {
      return 1 + actions.stream().mapToInt(Action::to).max().orElse(2);
    }
  }

  /**
   * @return the pid of the child, which is also its group and session
   */
  static int spawn(Plan plan) throws SystemCallFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(OPAQUE_BYTES, 16);
      MemorySegment attributes = arena.allocate(OPAQUE_BYTES, 16);
      check((int) ACTIONS_INIT.invokeExact(actions));
      check((int) ATTRIBUTES_INIT.invokeExact(attributes));
      try {
        prepareDescriptors(arena, actions, plan);
        prepareSignals(arena, attributes);
        return spawn(arena, plan, actions, attributes);
      } finally {
        check((int) ACTIONS_DESTROY.invokeExact(actions));
        check((int) ATTRIBUTES_DESTROY.invokeExact(attributes));
      }
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private static int spawn(Arena arena, Plan plan, MemorySegment actions, MemorySegment attributes)
      throws Throwable {
    MemorySegment pid = arena.allocate(INT);
    MemorySegment path = arena.allocateFrom(plan.path());
    MemorySegment arguments = strings(arena, plan.argumentsWithName());
    MemorySegment environment = strings(arena, plan.environment());
    check((int) SPAWN.invokeExact(pid, path, actions, attributes, arguments, environment));
    return pid.get(INT, 0);
  }

  /** The directory comes first, so that a relative path to a terminal cannot exist. */
  private static void prepareDescriptors(Arena arena, MemorySegment actions, Plan plan)
      throws Throwable {
    check((int) ADD_CHDIR.invokeExact(actions, arena.allocateFrom(plan.workingDirectory())));
    for (Action action : plan.actions()) {
      switch (action) {
        case Action.Duplicate(int from, int to) ->
            check((int) ADD_DUP2.invokeExact(actions, from, to));
        case Action.Open(String path, int flags, int to) ->
            check((int) ADD_OPEN.invokeExact(actions, to, arena.allocateFrom(path), flags, 0));
      }
    }
    check((int) ADD_CLOSE_FROM.invokeExact(actions, plan.descriptors()));
  }

  /** The JVM ignores some signals and may block others; a child would inherit both. */
  private static void prepareSignals(Arena arena, MemorySegment attributes) throws Throwable {
    MemorySegment all = arena.allocate(SIGSET_BYTES, 8);
    check((int) FILL_SIGNALS.invokeExact(all));
    check((int) SET_DEFAULT_SIGNALS.invokeExact(attributes, all));
    check((int) SET_SIGNAL_MASK.invokeExact(attributes, arena.allocate(SIGSET_BYTES, 8)));
    check((int) SET_FLAGS.invokeExact(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID)));
  }

  private static MemorySegment strings(Arena arena, List<String> texts) {
    List<MemorySegment> copies = new ArrayList<>();
    texts.forEach(text -> copies.add(arena.allocateFrom(text)));
    MemorySegment array = arena.allocate(POINTER, copies.size() + 1L);
    for (int i = 0; i < copies.size(); i++) {
      array.setAtIndex(POINTER, i, copies.get(i));
    }
    return array;
  }

  private static void check(int error) throws SystemCallFailed {
    Errno.check("posix_spawn", -error);
  }
}
