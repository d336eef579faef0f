package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxLimits;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of the kernel can hold a control group to a limit, in both versions. */
enum Controller {
  MEMORY,
  CPU,
  PIDS;

  private static final long MIB = 1024 * 1024;
  private static final long CPU_PERIOD_MICROS = 100_000;

  /** As the kernel calls it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What is written where, in this order.
   *
   * @param optional not every kernel has it
   */
  record Setting(String file, String value, boolean optional) {}

  /** Empty: no limit. */
  List<Setting> settings(BoxLimits limits, boolean unified) {
    Integer limit = limitOf(limits);
    if (limit == null) {
      return List.of();
    }
    return switch (this) {
      case MEMORY -> memory(Long.toString(limit * MIB), unified);
      case CPU -> cpu(limit * CPU_PERIOD_MICROS, unified);
      case PIDS -> List.of(new Setting("pids.max", limit.toString(), false));
    };
  }

  private @Nullable Integer limitOf(BoxLimits limits) {
    return switch (this) {
      case MEMORY -> limits.memoryMib();
      case CPU -> limits.cpus();
      case PIDS -> limits.pids();
    };
  }

  /** Nothing is swapped out of a limit. */
  private static List<Setting> memory(String bytes, boolean unified) {
    return unified
        ? List.of(
            new Setting("memory.max", bytes, false), new Setting("memory.swap.max", "0", true))
        : List.of(
            new Setting("memory.limit_in_bytes", bytes, false),
            new Setting("memory.memsw.limit_in_bytes", bytes, true));
  }

  private static List<Setting> cpu(long quotaMicros, boolean unified) {
    return unified
        ? List.of(new Setting("cpu.max", quotaMicros + " " + CPU_PERIOD_MICROS, false))
        : List.of(
            new Setting("cpu.cfs_period_us", Long.toString(CPU_PERIOD_MICROS), false),
            new Setting("cpu.cfs_quota_us", Long.toString(quotaMicros), false));
  }
}
