package io.sluice.bridge.process;

import io.sluice.bridge.process.PosixSpawn.Action;
import io.sluice.protocol.model.BoxId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A keeper is spawned, which has the command wait inside until it is registered. */
final class SandboxEntrance implements Entrance {
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;

  private final Sandbox sandbox;
  private final BoxDirectories boxes;
  private final BoxDirectories scratch;
  private final Reactor reactor;

  SandboxEntrance(Sandbox sandbox, BoxDirectories boxes, BoxDirectories scratch, Reactor reactor) {
    this.sandbox = sandbox;
    this.boxes = boxes;
    this.scratch = scratch;
    this.reactor = reactor;
  }

  @Override
  public Map<String, String> environment() {
    return sandbox.environment();
  }

  @Override
  public Spawned spawn(Order order) throws StartRefused, SystemCallFailed {
    var directory = boxes.createOrRefuse(order.box());
    var temporary = scratch.createOrRefuse(order.box());
    StandardStreams streams = StandardStreams.open(order.command(), Sandbox.STREAMS);
    Sandbox.Wrapped wrapped =
        sandbox.wrap(
            new Sandbox.Inside(
                directory,
                temporary,
                order.command(),
                order.environment().withoutMark(),
                streams.terminalName()));
    try {
      Gate gate = Gate.open(reactor);
      return new Spawned(spawn(wrapped, order.mark(), streams, gate), streams, gate);
    } catch (SystemCallFailed failed) {
      streams.closeTheirs();
      streams.closeOurs();
      throw failed;
    }
  }

  /** The keeper's environment is not the command's, which could make it load anything. */
  private static int spawn(Sandbox.Wrapped wrapped, String mark, StandardStreams streams, Gate gate)
      throws SystemCallFailed {
    try {
      streams.addTheirs(options(wrapped), Sandbox.OPTIONS);
      List<Action> actions = new ArrayList<>();
      actions.add(new Action.Open("/dev/null", O_RDONLY, 0));
      actions.add(new Action.Open("/dev/null", O_WRONLY, 1));
      actions.addAll(gate.actions());
      actions.addAll(streams.actions());
      return streams.spawn(
          new PosixSpawn.Plan(
              wrapped.keeper(),
              wrapped.argumentsWithName(),
              List.of(Family.MARK_VARIABLE + "=" + mark),
              "/",
              actions));
    } catch (SystemCallFailed failed) {
      gate.close();
      throw failed;
    } finally {
      gate.closeTheirs();
    }
  }

  private static int options(Sandbox.Wrapped wrapped) throws SystemCallFailed {
    StringBuilder all = new StringBuilder();
    wrapped.options().forEach(option -> all.append(option).append('\0'));
    return Descriptors.memory(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void forget(BoxId box) {
    boxes.removeOrWarn(box);
    scratch.removeOrWarn(box);
  }
}
