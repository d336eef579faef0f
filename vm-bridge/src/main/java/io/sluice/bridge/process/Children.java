package io.sluice.bridge.process;

import static io.sluice.bridge.process.Native.INT;
import static io.sluice.bridge.process.Native.LONG;
import static io.sluice.bridge.process.Native.POINTER;

import io.sluice.protocol.model.ExitStatus;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signals, exits and reaping of children named by pid: never of any child (the JVM has some). */
final class Children {
  private static final long PIDFD_OPEN = 434;
  private static final long PIDFD_SEND_SIGNAL = 424;
  private static final long PIDFD_GET_INFO = 0xC040FF0BL;
  private static final long PIDFD_INFO_EXIT = 8;
  private static final long PIDFD_INFO_BYTES = 64;
  private static final long PIDFD_INFO_STATUS = 60;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int CLD_EXITED = 1;
  private static final int SIGINFO_BYTES = 128;
  private static final long SI_CODE = 8;
  private static final long SI_PID = 16;
  private static final long SI_STATUS = 24;

  private static final MethodHandle KILL =
      Native.withErrno("kill", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle WAITID =
      Native.withErrno("waitid", FunctionDescriptor.of(INT, INT, INT, POINTER, INT));
  private static final MethodHandle WAITPID =
      Native.withErrno("waitpid", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle SYSCALL =
      Native.variadicWithErrno("syscall", 1, FunctionDescriptor.of(LONG, LONG, LONG, LONG));

  private static final MethodHandle SEND_SIGNAL =
      Native.variadicWithErrno(
          "syscall", 1, FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG));
  private static final MethodHandle IOCTL =
      Native.variadicWithErrno("ioctl", 2, FunctionDescriptor.of(INT, INT, LONG, POINTER));
  private static final MethodHandle PRCTL =
      Native.variadicWithErrno("prctl", 1, FunctionDescriptor.of(INT, INT, LONG, LONG, LONG, LONG));

  private static final MethodHandle THREAD = Native.plain("gettid", FunctionDescriptor.of(INT));

  private Children() {}

  /** The number of the calling thread, in the kernel. */
  static int thread() {
    try {
      return (int) THREAD.invokeExact();
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /**
   * Whether orphans become this process's children, instead of those of the first process.
   *
   * @throws SystemCallFailed on a kernel that knows no such thing
   */
  static void adoptOrphans(boolean adopt) throws SystemCallFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      long on = adopt ? 1 : 0;
      int result = (int) PRCTL.invokeExact(state, PR_SET_CHILD_SUBREAPER, on, 0L, 0L, 0L);
      Errno.check("prctl", result < 0 ? -Native.errno(state) : result);
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /** To this very process; not to another that got its pid meanwhile. */
  static void signalSame(ProcessEntry process, int signal) {
    int descriptor;
    try {
      descriptor = watchable(process.pid());
    } catch (SystemCallFailed gone) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Long start = ProcFs.startTime(process.pid());
      if (start != null && start == process.start()) {
        MemorySegment state = Native.errnoState(arena);
        long ignored =
            (long)
                SEND_SIGNAL.invokeExact(
                    state, PIDFD_SEND_SIGNAL, (long) descriptor, (long) signal, 0L, 0L);
      }
    } catch (Throwable broken) {
      throw Native.broken(broken);
    } finally {
      Descriptors.close(descriptor);
    }
  }

  /** Whether any child, whosever it is, waits to be reaped. */
  static boolean anyIsDead() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      int result =
          (int)
              WAITID.invokeExact(
                  Native.errnoState(arena), P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
      return result == 0 && info.get(INT, SI_PID) != 0;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /** A descriptor that becomes readable when the process is gone. */
  static int watchable(int pid) throws SystemCallFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      long result = (long) SYSCALL.invokeExact(state, PIDFD_OPEN, (long) pid, 0L);
      return Errno.check("pidfd_open", result < 0 ? -Native.errno(state) : (int) result);
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /** False: nobody was there to tell, which is not an error. */
  static boolean signalGroup(int pid, int signal) {
    return signal(-pid, signal);
  }

  static boolean signal(int pid, int signal) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) KILL.invokeExact(Native.errnoState(arena), pid, signal) == 0;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /** How it ended, leaving the zombie, which keeps the pid and its group from being reused. */
  static Optional<ExitStatus> exitOf(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      int result = (int) WAITID.invokeExact(state, P_PID, pid, info, WEXITED | WNOHANG | WNOWAIT);
      if (result < 0) {
        return Native.errno(state) == Errno.ECHILD
            ? Optional.of(new ExitStatus.Unknown())
            : Optional.empty();
      }
      return info.get(INT, SI_PID) == 0 ? Optional.empty() : Optional.of(status(info));
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /**
   * How a process ended that need not be a child, once it was reaped. Null: it was not, or the
   * kernel cannot tell (before Linux 6.15).
   */
  static @Nullable ExitStatus statusByDescriptor(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      MemorySegment info = arena.allocate(PIDFD_INFO_BYTES, 8);
      info.set(LONG, 0, PIDFD_INFO_EXIT);
      int result = (int) IOCTL.invokeExact(state, descriptor, PIDFD_GET_INFO, info);
      if (result < 0 || (info.get(LONG, 0) & PIDFD_INFO_EXIT) == 0) {
        return null;
      }
      int status = info.get(INT, PIDFD_INFO_STATUS);
      int signal = status & 0x7f;
      return signal == 0
          ? new ExitStatus.Code((status >> 8) & 0xff)
          : new ExitStatus.Signalled(signal);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /** Takes the zombie away; waits for it when the process was only just killed. */
  static void reap(int pid) {
    reap(pid, 0);
  }

  /** Takes the zombie away, when it is one. */
  static void reapIfDead(int pid) {
    reap(pid, WNOHANG);
  }

  private static void reap(int pid, int options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      int ignored = (int) WAITPID.invokeExact(state, pid, arena.allocate(INT), options);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private static ExitStatus status(MemorySegment info) {
    int status = info.get(INT, SI_STATUS);
    return info.get(INT, SI_CODE) == CLD_EXITED
        ? new ExitStatus.Code(status & 0xff)
        : new ExitStatus.Signalled(status);
  }
}
