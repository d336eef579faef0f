package io.sluice.bridge.process;

/** The control groups of Linux that can hold all processes of an execution. */
public enum Containment {
  /** Version 2: the kernel kills a whole group in one step (Linux 5.14). */
  UNIFIED,

  /** The freezer of version 1: a frozen group cannot fork while its members are killed. */
  FREEZER
}
