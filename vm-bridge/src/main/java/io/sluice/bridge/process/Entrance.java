package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a command comes to be a process. */
interface Entrance {
  /** What the command finds before what box and request give. */
  Map<String, String> environment();

  /** Spawns it, or what confines it; its own standard streams stay the caller's. */
  Spawned spawn(Order order) throws StartRefused, SystemCallFailed;

  /** A box that is gone. */
  void forget(BoxId box);

  /**
   * What is to be spawned.
   *
   * @param mark in the environment too
   */
  record Order(BoxId box, CommandSpec command, ChildEnvironment environment, String mark) {}

  /**
   * @param pid of a child, which leads a session
   * @param gate null: the command runs already
   */
  record Spawned(int pid, StandardStreams streams, @Nullable Gate gate) {}
}
