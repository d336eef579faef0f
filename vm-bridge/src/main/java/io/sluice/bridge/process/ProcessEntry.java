package io.sluice.bridge.process;

/** A line of the process table. The start, in ticks since the boot, tells a pid's lives apart. */
record ProcessEntry(int pid, char state, int parent, int group, int session, long start) {
  boolean isZombie() {
    return state == 'Z';
  }

  /** A zombie is not: it does nothing more, and no signal changes that. */
  boolean isAlive() {
    return state != 'Z' && state != 'X';
  }
}
