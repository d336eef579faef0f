package io.sluice.protocol.model;

import org.jspecify.annotations.Nullable;

/**
 * What all processes of a box may use together. Null: as much as there is.
 *
 * @param memoryMib in MiB, swap included
 * @param cpus processors' worth of time
 * @param pids processes and threads at once
 */
public record BoxLimits(
    @Nullable Integer memoryMib, @Nullable Integer cpus, @Nullable Integer pids) {
  public static final BoxLimits NONE = new BoxLimits(null, null, null);

  /**
   * @throws IllegalArgumentException for a limit below 1
   */
  public BoxLimits {
    requirePositive("memory_mib", memoryMib);
    requirePositive("cpus", cpus);
    requirePositive("pids", pids);
  }

  /** Of a box's numbers, where 0 is no limit. */
  public static BoxLimits ofBox(int memoryMib, int cpus) {
    return new BoxLimits(memoryMib == 0 ? null : memoryMib, cpus == 0 ? null : cpus, null);
  }

  private static void requirePositive(String what, @Nullable Integer limit) {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException(what + " must be positive");
    }
  }
}
