package io.sluice.bridge.process;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Binds functions of the C library; the only place that may. */
@SuppressWarnings("restricted") // a driver for host processes cannot do without native calls
final class Native {
  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private Native() {}

  /** A function whose first argument becomes the segment that {@link #errno} reads. */
  static MethodHandle withErrno(String name, FunctionDescriptor descriptor) {
    return bind(name, descriptor, Linker.Option.captureCallState("errno"));
  }

  /** The same for {@code f(fixed arguments, ...)}. */
  static MethodHandle variadicWithErrno(String name, int fixed, FunctionDescriptor descriptor) {
    return bind(
        name,
        descriptor,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }

  static MethodHandle plain(String name, FunctionDescriptor descriptor) {
    return bind(name, descriptor);
  }

  static MemorySegment errnoState(Arena arena) {
    return arena.allocate(STATE);
  }

  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A downcall throws only for what is wrong in this package. */
  static AssertionError broken(Throwable cause) {
    return new AssertionError("a native call is bound wrongly", cause);
  }

  private static MethodHandle bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsupportedOperationException("the C library lacks " + name));
    return LINKER.downcallHandle(symbol, descriptor, options);
  }
}
