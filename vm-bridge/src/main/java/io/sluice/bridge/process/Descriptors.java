package io.sluice.bridge.process;

import static io.sluice.bridge.process.Native.BYTE;
import static io.sluice.bridge.process.Native.INT;
import static io.sluice.bridge.process.Native.LONG;
import static io.sluice.bridge.process.Native.POINTER;
import static io.sluice.bridge.process.Native.SHORT;

import io.sluice.protocol.model.TerminalSize;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls on file descriptors. As in the kernel a negative answer is the error number, negated. */
final class Descriptors {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final long TIOCSWINSZ = 0x5414;
  private static final int NAME_BYTES = 64;
  private static final int ABOVE_CHILDS = 16;
  private static final int MFD_CLOEXEC = 1;

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(LONG, INT, POINTER, LONG);
  private static final FunctionDescriptor ON_ONE = FunctionDescriptor.of(INT, INT);
  private static final MethodHandle READ = Native.withErrno("read", TRANSFER);
  private static final MethodHandle WRITE = Native.withErrno("write", TRANSFER);
  private static final MethodHandle CLOSE = Native.withErrno("close", ON_ONE);
  private static final MethodHandle PIPE2 =
      Native.withErrno("pipe2", FunctionDescriptor.of(INT, POINTER, INT));
  private static final MethodHandle FCNTL =
      Native.variadicWithErrno("fcntl", 2, FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle IOCTL =
      Native.variadicWithErrno("ioctl", 2, FunctionDescriptor.of(INT, INT, LONG, POINTER));
  private static final MethodHandle MEMFD =
      Native.withErrno("memfd_create", FunctionDescriptor.of(INT, POINTER, INT));
  private static final MethodHandle LSEEK =
      Native.withErrno("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));
  private static final MethodHandle OPENPT = Native.withErrno("posix_openpt", ON_ONE);
  private static final MethodHandle GRANTPT = Native.withErrno("grantpt", ON_ONE);
  private static final MethodHandle UNLOCKPT = Native.withErrno("unlockpt", ON_ONE);
  private static final MethodHandle PTSNAME =
      Native.plain("ptsname_r", FunctionDescriptor.of(INT, INT, POINTER, LONG));

  private Descriptors() {}

  /**
   * Both ends of a pipe; the child's is made one of its descriptors, ours does not block. Numbers
   * are above all that a child gets, so that none is overwritten before it is handed over.
   */
  record Pipe(int readEnd, int writeEnd) {}

  static int read(int descriptor, MemorySegment into, long limit) {
    return transfer(READ, descriptor, into, limit);
  }

  static int write(int descriptor, MemorySegment from, long count) {
    return transfer(WRITE, descriptor, from, count);
  }

  static void close(int descriptor) {
    onOne(CLOSE, descriptor);
  }

  static Pipe pipe() throws SystemCallFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      MemorySegment ends = arena.allocate(INT, 2);
      int result = (int) PIPE2.invokeExact(state, ends, O_CLOEXEC);
      Errno.check("pipe", answer(result, state));
      return new Pipe(raised(ends.getAtIndex(INT, 0)), raised(ends.getAtIndex(INT, 1)));
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  static void setNonBlocking(int descriptor) throws SystemCallFailed {
    Errno.check("fcntl", control(descriptor, F_SETFL, O_NONBLOCK));
  }

  static int duplicate(int descriptor) throws SystemCallFailed {
    return Errno.check("dup", control(descriptor, F_DUPFD_CLOEXEC, ABOVE_CHILDS));
  }

  private static int raised(int descriptor) {
    if (descriptor >= ABOVE_CHILDS) {
      return descriptor;
    }
    int raised = control(descriptor, F_DUPFD_CLOEXEC, ABOVE_CHILDS);
    if (raised < 0) {
      return descriptor;
    }
    close(descriptor);
    return raised;
  }

  /** A file without a name, to be read from its beginning. */
  static int memory(byte[] content) throws SystemCallFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      int made = (int) MEMFD.invokeExact(state, arena.allocateFrom("sluice"), MFD_CLOEXEC);
      int file = raised(Errno.check("memfd_create", answer(made, state)));
      MemorySegment bytes = arena.allocateFrom(BYTE, content);
      long written = 0;
      while (written < content.length) {
        int count = write(file, bytes.asSlice(written), content.length - written);
        if (count < 0) {
          close(file);
          throw new SystemCallFailed("write", -count);
        }
        written += count;
      }
      long ignored = (long) LSEEK.invokeExact(state, file, 0L, 0);
      return file;
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  /** The master of a new terminal, unlocked and without blocking. */
  static int openTerminal() throws SystemCallFailed {
    int master = onOne(OPENPT, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    Errno.check("posix_openpt", master);
    try {
      Errno.check("grantpt", onOne(GRANTPT, master));
      Errno.check("unlockpt", onOne(UNLOCKPT, master));
    } catch (SystemCallFailed failed) {
      close(master);
      throw failed;
    }
    return master;
  }

  /** The path of the terminal's other end. */
  static String terminalName(int master) throws SystemCallFailed {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(NAME_BYTES);
      int error = (int) PTSNAME.invokeExact(master, name, (long) NAME_BYTES);
      Errno.check("ptsname", -error);
      return name.getString(0);
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  static int resize(int master, TerminalSize size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      MemorySegment cells = arena.allocate(8);
      cells.setAtIndex(SHORT, 0, (short) size.rows());
      cells.setAtIndex(SHORT, 1, (short) size.columns());
      int result = (int) IOCTL.invokeExact(state, master, TIOCSWINSZ, cells);
      return answer(result, state);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private static int transfer(MethodHandle call, int descriptor, MemorySegment bytes, long count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      long result = (long) call.invokeExact(state, descriptor, bytes, count);
      return answer((int) result, state);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private static int onOne(MethodHandle call, int argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      int result = (int) call.invokeExact(state, argument);
      return answer(result, state);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private static int control(int descriptor, int command, int argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.errnoState(arena);
      int result = (int) FCNTL.invokeExact(state, descriptor, command, argument);
      return answer(result, state);
    } catch (Throwable broken) {
      throw Native.broken(broken);
    }
  }

  private static int answer(int result, MemorySegment state) {
    return result < 0 ? -Native.errno(state) : result;
  }
}
