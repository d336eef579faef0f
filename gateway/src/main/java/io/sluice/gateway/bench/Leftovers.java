package io.sluice.gateway.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must not outlive this process: its owner closes it; when a signal ends the process before
 * that, it is closed then, the newest first, and the process waits for it.
 */
final class Leftovers {
  /** Guards itself and the two flags. */
  private static final Deque<Closeable> OPEN = new ArrayDeque<>();

  private static boolean watched;
  private static boolean ending;

  private Leftovers() {}

  /** Makes what may be left over. */
  interface Opening<T extends Closeable> {
    T open() throws IOException;
  }

  /**
   * Opens it, unless the process ends already. It forgets itself in its {@code close}, which two
   * threads may call at once and which returns to both when it is gone.
   */
  static <T extends Closeable> T keep(Opening<T> opening) throws IOException {
    synchronized (OPEN) {
      // The end waits for what is being opened here: nothing is started behind its back.
      if (!watched) {
        watch();
      }
      if (ending) {
        throw new IOException("this process ends");
      }
      T opened = opening.open();
      OPEN.push(opened);
      return opened;
    }
  }

  /** After it was closed. */
  static void forget(Closeable closed) {
    synchronized (OPEN) {
      OPEN.remove(closed);
    }
  }

  private static void watch() throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Leftovers::closeAll));
      watched = true;
    } catch (IllegalStateException endsAlready) {
      throw new IOException("this process ends", endsAlready);
    }
  }

  private static void closeAll() {
    Closeable next = newest();
    while (next != null) {
      try {
        next.close();
      } catch (IOException | RuntimeException failed) {
        System.err.println("sluice: something of the measurement is left: " + failed);
      }
      forget(next);
      next = newest();
    }
  }

  private static @Nullable Closeable newest() {
    synchronized (OPEN) {
      ending = true;
      return OPEN.peek();
    }
  }
}
