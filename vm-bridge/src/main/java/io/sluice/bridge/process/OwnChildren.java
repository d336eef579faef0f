package io.sluice.bridge.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of this process that drivers spawned, for as long as their pids are held. Static,
 * because pids are the process's, however many drivers it has. Spawning and noting are one step for
 * whoever reaps orphans, so no exit of a spawned child is ever taken for an orphan's.
 */
final class OwnChildren {
  private static final Logger LOG = LoggerFactory.getLogger(OwnChildren.class);
  private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
  private static final Set<Integer> PIDS = ConcurrentHashMap.newKeySet();
  private static int adopters;

  private OwnChildren() {}

  static int spawn(PosixSpawn.Plan plan) throws SystemCallFailed {
    LOCK.readLock().lock();
    try {
      int pid = PosixSpawn.spawn(plan);
      PIDS.add(pid);
      return pid;
    } finally {
      LOCK.readLock().unlock();
    }
  }

  /** Gives the pid back; waits for the end of a child that was only just killed. */
  static void reap(int pid) {
    LOCK.readLock().lock();
    try {
      PIDS.remove(pid);
      Children.reap(pid);
    } finally {
      LOCK.readLock().unlock();
    }
  }

  static boolean contains(int pid) {
    return PIDS.contains(pid);
  }

  static void reapUnlessOwn(int pid) {
    LOCK.writeLock().lock();
    try {
      if (!PIDS.contains(pid)) {
        Children.reapIfDead(pid);
      }
    } finally {
      LOCK.writeLock().unlock();
    }
  }

  /** From the first driver's opening to the last one's close orphans come to this process. */
  static synchronized void beginAdoption() {
    adopters++;
    adopt(true);
  }

  static synchronized void endAdoption() {
    adopters--;
    adopt(adopters > 0);
  }

  private static void adopt(boolean wanted) {
    try {
      Children.adoptOrphans(wanted);
    } catch (SystemCallFailed failed) {
      LOG.warn("orphans go to the first process of the system: {}", failed.getMessage());
    }
  }
}
