package io.sluice.persistence.sql;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for blocking calls of a pool of connections, one each: more could do nothing but wait.
 * They are platform threads, which the kernel wakes itself when an answer comes; the wait of a
 * virtual thread for a socket takes two hand-overs more.
 */
public final class DatabaseThreads {
  private DatabaseThreads() {}

  public static ExecutorService start(String name, int connections) {
    return Executors.newFixedThreadPool(
        connections, Thread.ofPlatform().daemon().name(name + "-", 1).factory());
  }
}
