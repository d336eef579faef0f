package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver.Home;
import io.sluice.protocol.runner.ProcessListener;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a command to a process that is registered, or to nothing at all. */
final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
  private static final long UNDO_SECONDS = 10;

  private final ProcessSettings settings;
  private final SpawnRecords records;
  private final Reactor reactor;
  private final Custody custody;
  private final Set<ManagedProcess> processes;

  /**
   * @param processes holds each from its registration until it is reaped
   */
  Launcher(
      ProcessSettings settings,
      SpawnRecords records,
      Reactor reactor,
      Custody custody,
      Set<ManagedProcess> processes) {
    this.settings = settings;
    this.records = records;
    this.reactor = reactor;
    this.custody = custody;
    this.processes = processes;
  }

  /** A process that runs, unheard yet. */
  ManagedProcess launch(
      Entrance entrance,
      ExecutionId execution,
      Home home,
      CommandSpec command,
      ProcessListener listener)
      throws StartRefused {
    String mark = mark();
    ChildEnvironment environment =
        ChildEnvironment.of(settings.environment(), entrance.environment(), command, mark);
    long atNanos = reactor.nanos();
    try {
      Entrance.Spawned spawned =
          spawn(entrance, home, new Entrance.Order(home.box(), command, environment, mark));
      Family family = custody.take(home.box(), spawned.pid(), mark);
      Spawn spawn = new Spawn(execution, family, spawned, command, atNanos);
      enter(spawn);
      ManagedProcess process = register(spawn, listener);
      if (spawned.gate() != null) {
        spawned.gate().open();
      }
      return process;
    } catch (SystemCallFailed failed) {
      throw StartRefused.of(command.program(), failed.errno());
    }
  }

  private String mark() throws StartRefused {
    try {
      return custody.mark();
    } catch (IOException failed) {
      LOG.error("an execution could not be given a mark: {}", failed.getMessage());
      throw new StartRefused(StartFailure.OUT_OF_RESOURCES, "the runner has no random numbers");
    }
  }

  private Entrance.Spawned spawn(Entrance entrance, Home home, Entrance.Order order)
      throws StartRefused, SystemCallFailed {
    try {
      return custody.spawn(home, () -> entrance.spawn(order));
    } catch (SystemCallFailed failed) {
      throw failed;
    } catch (IOException failed) {
      throw unlimited(home.box(), failed);
    }
  }

  /** Nothing runs beyond limits that hold here. */
  private static StartRefused unlimited(BoxId box, IOException failed) {
    LOG.error("box {} cannot be held to its limits: {}", box, failed.toString());
    return new StartRefused(
        StartFailure.REFUSED_BY_RUNNER, "the box cannot be held to its limits here");
  }

  /** A child of which nobody was told yet. */
  private record Spawn(
      ExecutionId execution,
      Family family,
      Entrance.Spawned child,
      CommandSpec command,
      long atNanos) {}

  private void enter(Spawn spawn) throws StartRefused {
    Gate gate = spawn.child().gate();
    if (gate == null) {
      return;
    }
    try {
      spawn.family().confine(gate.await(spawn.child().pid()));
    } catch (StartRefused refused) {
      undo(spawn);
      throw refused;
    }
  }

  /** No exit can be missed before this: a child of ours stays a zombie until we reap its pid. */
  private ManagedProcess register(Spawn spawn, ProcessListener listener) throws SystemCallFailed {
    int pid = spawn.child().pid();
    try {
      records.write(spawn.execution(), pid);
      int exit = Children.watchable(pid);
      ManagedProcess.Spawned spawned =
          new ManagedProcess.Spawned(
              pid, spawn.family(), exit, spawn.child().streams(), spawn.command(), spawn.atNanos());
      ManagedProcess process =
          new ManagedProcess(
              reactor, spawned, settings, custody, listener, self -> gone(spawn, self));
      processes.add(process);
      reactor.execute(process::begin);
      return process;
    } catch (SystemCallFailed failed) {
      undo(spawn);
      throw failed;
    } catch (IOException unrecorded) {
      LOG.error("a spawn could not be recorded: {}", unrecorded.getMessage());
      undo(spawn);
      throw new SystemCallFailed("spawn record", Errno.ENOSPC);
    }
  }

  private void gone(Spawn spawn, ManagedProcess process) {
    records.remove(spawn.execution());
    processes.remove(process);
  }

  /** The leader's pid is given back only after all that it forked was found. */
  private void undo(Spawn spawn) {
    CountDownLatch struck = new CountDownLatch(1);
    custody.end(spawn.family(), struck::countDown);
    try {
      if (!struck.await(UNDO_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a process that could not be registered did not end");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    custody.release(spawn.family());
    spawn.child().streams().closeOurs();
    if (spawn.child().gate() != null) {
      spawn.child().gate().close();
    }
    records.remove(spawn.execution());
  }
}
