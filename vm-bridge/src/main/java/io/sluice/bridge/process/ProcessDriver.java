package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver;
import io.sluice.protocol.runner.ProcessListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs commands as processes of this host, each in a session of its own. Linux, glibc 2.34. */
public final class ProcessDriver implements Driver {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessDriver.class);
  private static final long CLOSE_SECONDS = 10;

  private final ProcessSettings settings;
  private final FileChannel lock;
  private final BoxDirectories boxes;
  private final SpawnRecords records;
  private final Reactor reactor;
  private final Set<ManagedProcess> processes = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private boolean closed;

  private ProcessDriver(
      ProcessSettings settings,
      FileChannel lock,
      BoxDirectories boxes,
      SpawnRecords records,
      Reactor reactor) {
    this.settings = settings;
    this.lock = lock;
    this.boxes = boxes;
    this.records = records;
    this.reactor = reactor;
  }

  /**
   * Ends what a crash left behind, then is ready.
   *
   * @param nanoClock monotonic, in ns
   * @throws IOException when the state directory is unusable, or another runner's
   */
  public static ProcessDriver open(ProcessSettings settings, LongSupplier nanoClock)
      throws IOException {
    Path state = Files.createDirectories(settings.stateDirectory());
    FileChannel lock = lock(state.resolve("runner.lock"));
    try {
      SpawnRecords records = SpawnRecords.open(state.resolve("spawns"));
      records.endLeftovers();
      BoxDirectories boxes = BoxDirectories.open(state.resolve("boxes"));
      return new ProcessDriver(settings, lock, boxes, records, Reactor.start(nanoClock));
    } catch (IOException failed) {
      lock.close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Launch start(
      ExecutionId execution, BoxId box, CommandSpec command, ProcessListener listener) {
    lifecycle.readLock().lock();
    try {
      if (closed) {
        throw new StartRefused(StartFailure.REFUSED_BY_RUNNER, "the runner is closing");
      }
      return new Launch.Running(launch(execution, box, command, listener));
    } catch (StartRefused refused) {
      return new Launch.Failed(refused.failure(), refused.explanation());
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  @Override
  public void removeBox(BoxId box) {
    try {
      boxes.remove(box);
    } catch (IOException failed) {
      LOG.warn("the directory of box {} could not be removed: {}", box, failed.getMessage());
    }
  }

  @Override
  public void close() {
    lifecycle.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lifecycle.writeLock().unlock();
    }
    endAll();
    reactor.close();
    try {
      lock.close();
    } catch (IOException failed) {
      LOG.warn("the runner's lock could not be released: {}", failed.getMessage());
    }
  }

  private ManagedProcess launch(
      ExecutionId execution, BoxId box, CommandSpec command, ProcessListener listener)
      throws StartRefused {
    boolean terminal = command.terminal() != null;
    ChildEnvironment environment =
        ChildEnvironment.of(settings.environment(), command.environment(), terminal);
    Path directory = directory(box, command);
    Path program = ProgramLookup.program(directory, environment.searchPath(), command.program());
    long atNanos = reactor.nanos();
    try {
      StandardStreams streams = StandardStreams.open(command);
      int pid = spawn(streams, plan(command, program, directory, environment, streams));
      return register(execution, pid, streams, command, atNanos, listener);
    } catch (SystemCallFailed failed) {
      throw StartRefused.of(command.program(), failed.errno());
    }
  }

  private Path directory(BoxId box, CommandSpec command) throws StartRefused {
    try {
      Path own = boxes.create(box);
      String requested = command.workingDirectory();
      return requested == null ? own : ProgramLookup.directory(own, requested);
    } catch (IOException failed) {
      LOG.warn("the directory of box {} cannot be made: {}", box, failed.getMessage());
      throw new StartRefused(StartFailure.WORKING_DIRECTORY_UNUSABLE, "the box has no directory");
    }
  }

  private static PosixSpawn.Plan plan(
      CommandSpec command,
      Path program,
      Path directory,
      ChildEnvironment environment,
      StandardStreams streams) {
    List<String> arguments = new ArrayList<>();
    arguments.add(command.program());
    arguments.addAll(command.arguments());
    return new PosixSpawn.Plan(
        program.toString(),
        arguments,
        environment.asPairs(),
        directory.toString(),
        streams.actions());
  }

  private static int spawn(StandardStreams streams, PosixSpawn.Plan plan) throws SystemCallFailed {
    try {
      return PosixSpawn.spawn(plan);
    } catch (SystemCallFailed failed) {
      streams.closeOurs();
      throw failed;
    } finally {
      streams.closeTheirs();
    }
  }

  /** No exit can be missed before this: a child of ours stays a zombie until we reap its pid. */
  private ManagedProcess register(
      ExecutionId execution,
      int pid,
      StandardStreams streams,
      CommandSpec command,
      long atNanos,
      ProcessListener listener)
      throws SystemCallFailed {
    try {
      records.write(execution, pid);
      int exit = Children.watchable(pid);
      ManagedProcess.Spawned spawned =
          new ManagedProcess.Spawned(pid, exit, streams, command, atNanos);
      ManagedProcess process =
          new ManagedProcess(reactor, spawned, settings, listener, self -> gone(execution, self));
      processes.add(process);
      reactor.execute(process::begin);
      return process;
    } catch (SystemCallFailed failed) {
      undo(execution, pid, streams);
      throw failed;
    } catch (IOException unrecorded) {
      LOG.error("a spawn could not be recorded: {}", unrecorded.getMessage());
      undo(execution, pid, streams);
      throw new SystemCallFailed("spawn record", Errno.ENOSPC);
    }
  }

  private void gone(ExecutionId execution, ManagedProcess process) {
    records.remove(execution);
    processes.remove(process);
  }

  private void undo(ExecutionId execution, int pid, StandardStreams streams) {
    Children.signalGroup(pid, 9);
    Children.reap(pid);
    streams.closeOurs();
    records.remove(execution);
  }

  private void endAll() {
    CountDownLatch ended = new CountDownLatch(1);
    reactor.execute(() -> endAll(ended));
    try {
      if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} processes did not end by KILL", processes.size());
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAll(CountDownLatch ended) {
    List.copyOf(processes).forEach(ManagedProcess::discard);
    awaitNone(ended);
  }

  private void awaitNone(CountDownLatch ended) {
    if (processes.isEmpty()) {
      ended.countDown();
      return;
    }
    reactor.schedule(TimeUnit.MILLISECONDS.toNanos(5), () -> awaitNone(ended));
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (IOException | OverlappingFileLockException held) {
      channel.close();
      throw new IOException("another runner uses " + file.getParent(), held);
    }
    channel.close();
    throw new IOException("another runner uses " + file.getParent());
  }
}
