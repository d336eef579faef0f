package io.sluice.gateway.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * What a run does with the signals it gets. While it looks for a gateway, one interrupts that;
 * while box and execution are being made, it is held; from then on it goes to the execution. A
 * second one within a second kills the execution; one that comes more than a second after the last
 * ends this process, should that not help.
 *
 * <p>JLine registers the handlers, because naming the JDK's own class for it is a warning, and
 * warnings are errors here. They run in threads of their own and may block.
 */
final class SignalForwarding {
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  /** The execution, as signals see it. */
  interface Target {
    void signal(int number);

    void kill();
  }

  private final LongSupplier nanoClock;
  private final Runnable exitNow;
  private @Nullable Thread starting;
  private @Nullable Target target;
  private @Nullable Integer held;
  private @Nullable Long lastAt;
  private boolean killed;

  SignalForwarding(LongSupplier nanoClock, Runnable exitNow) {
    this.nanoClock = nanoClock;
    this.exitNow = exitNow;
  }

  /** Registers it for this process; what comes before {@link #hold} interrupts this thread. */
  static SignalForwarding install() {
    SignalForwarding forwarding =
        new SignalForwarding(
            System::nanoTime, () -> Runtime.getRuntime().halt(ExitCodes.signalled(SIGINT)));
    forwarding.interruptOnSignal(Thread.currentThread());
    Signals.register("INT", () -> forwarding.received(SIGINT));
    Signals.register("TERM", () -> forwarding.received(SIGTERM));
    Signals.register("HUP", () -> forwarding.received(SIGHUP));
    return forwarding;
  }

  synchronized void interruptOnSignal(Thread thread) {
    starting = thread;
  }

  /** The number of the signal that came so far, if any. */
  synchronized @Nullable Integer held() {
    return held;
  }

  /** From here on a signal waits for the execution. */
  synchronized void hold() {
    starting = null;
  }

  /** Sends the execution what was held, and what comes. */
  void forwardTo(Target execution) {
    Integer first;
    synchronized (this) {
      target = execution;
      first = held;
      held = null;
    }
    if (first != null) {
      execution.signal(first);
    }
  }

  void received(int number) {
    Target execution;
    boolean again;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      again = lastAt != null && now - lastAt <= AGAIN_NANOS;
      lastAt = now;
      execution = target;
      if (execution == null) {
        held = number;
        interruptStart();
        return;
      }
      if (killed) {
        giveUpUnless(again);
        return;
      }
      killed = again;
    }
    if (again) {
      execution.kill();
    } else {
      execution.signal(number);
    }
  }

  /** Somebody who keeps pressing Ctrl-C does not mean to leave a box behind. */
  private void giveUpUnless(boolean again) {
    if (!again) {
      exitNow.run();
    }
  }

  private void interruptStart() {
    if (starting != null) {
      starting.interrupt();
    }
  }
}
