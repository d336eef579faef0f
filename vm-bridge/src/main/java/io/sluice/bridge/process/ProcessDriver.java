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
  private final Custody custody;
  private final Set<ManagedProcess> processes = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private boolean closed;

  private ProcessDriver(
      ProcessSettings settings,
      FileChannel lock,
      BoxDirectories boxes,
      SpawnRecords records,
      Reactor reactor,
      Custody custody) {
    this.settings = settings;
    this.lock = lock;
    this.boxes = boxes;
    this.records = records;
    this.reactor = reactor;
    this.custody = custody;
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
      Reactor reactor = Reactor.start(nanoClock);
      Custody custody = custody(settings, reactor, nanoClock);
      return new ProcessDriver(settings, lock, boxes, records, reactor, custody);
    } catch (IOException failed) {
      lock.close();
      throw failed;
    }
  }

  private static Custody custody(ProcessSettings settings, Reactor reactor, LongSupplier nanoClock)
      throws IOException {
    try {
      return Custody.open(settings.stateDirectory(), settings.containments(), reactor, nanoClock);
    } catch (IOException failed) {
      reactor.close();
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
    custody.endBox(box);
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
    custody.close();
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
    String mark = mark();
    ChildEnvironment environment =
        ChildEnvironment.of(settings.environment(), command.environment(), terminal, mark);
    Path directory = directory(box, command);
    Path program = ProgramLookup.program(directory, environment.searchPath(), command.program());
    long atNanos = reactor.nanos();
    try {
      StandardStreams streams = StandardStreams.open(command);
      int pid = spawn(streams, plan(command, program, directory, environment, streams));
      Family family = custody.take(box, pid, mark);
      return register(execution, family, new Spawn(pid, streams, command, atNanos), listener);
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
      return OwnChildren.spawn(plan);
    } catch (SystemCallFailed failed) {
      streams.closeOurs();
      throw failed;
    } finally {
      streams.closeTheirs();
    }
  }

  /** A child of which nobody was told yet. */
  private record Spawn(int pid, StandardStreams streams, CommandSpec command, long atNanos) {}

  /** No exit can be missed before this: a child of ours stays a zombie until we reap its pid. */
  private ManagedProcess register(
      ExecutionId execution, Family family, Spawn spawn, ProcessListener listener)
      throws SystemCallFailed {
    try {
      records.write(execution, spawn.pid());
      int exit = Children.watchable(spawn.pid());
      ManagedProcess.Spawned spawned =
          new ManagedProcess.Spawned(
              spawn.pid(), family, exit, spawn.streams(), spawn.command(), spawn.atNanos());
      ManagedProcess process =
          new ManagedProcess(
              reactor, spawned, settings, custody, listener, self -> gone(execution, self));
      processes.add(process);
      reactor.execute(process::begin);
      return process;
    } catch (SystemCallFailed failed) {
      undo(execution, family, spawn);
      throw failed;
    } catch (IOException unrecorded) {
      LOG.error("a spawn could not be recorded: {}", unrecorded.getMessage());
      undo(execution, family, spawn);
      throw new SystemCallFailed("spawn record", Errno.ENOSPC);
    }
  }

  private void gone(ExecutionId execution, ManagedProcess process) {
    records.remove(execution);
    processes.remove(process);
  }

  /** The leader's pid is given back only after all that it forked was found. */
  private void undo(ExecutionId execution, Family family, Spawn spawn) {
    CountDownLatch struck = new CountDownLatch(1);
    custody.end(family, struck::countDown);
    await(struck, "a process that could not be registered did not end");
    custody.release(family);
    spawn.streams().closeOurs();
    records.remove(execution);
  }

  private void endAll() {
    CountDownLatch ended = new CountDownLatch(1);
    reactor.execute(() -> endAll(ended));
    await(ended, "processes did not end by KILL");
  }

  private static void await(CountDownLatch fact, String otherwise) {
    try {
      if (!fact.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn(otherwise);
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
