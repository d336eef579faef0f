package io.sluice.gateway.http;

import io.sluice.persistence.index.Box;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import org.jspecify.annotations.Nullable;

/** Which boxes a list shows. */
enum Wanted {
  ANY(null),
  CONFIGURED(Box.Status.CONFIGURED),
  RUNNING(Box.Status.RUNNING),
  STOPPING(Box.Status.STOPPING),
  STOPPED(Box.Status.STOPPED),
  FAILED(Box.Status.FAILED),
  /** A status of the contract that no box here ever has. */
  NONE(null);

  private final Box.@Nullable Status status;

  Wanted(Box.@Nullable Status status) {
    this.status = status;
  }

  /** Null: any. */
  Box.@Nullable Status status() {
    return status;
  }

  static Wanted of(@Nullable String text) {
    return switch (text) {
      case null -> ANY;
      case "configured" -> CONFIGURED;
      case "running" -> RUNNING;
      case "stopping" -> STOPPING;
      case "stopped" -> STOPPED;
      case "failed" -> FAILED;
      case "paused", "unknown" -> NONE;
      default -> throw new WireFault(ProblemCode.INVALID_ARGUMENT, "status is none of a box");
    };
  }
}
