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
  private final Reactor reactor;
  private final Custody custody;
  private final Set<ManagedProcess> processes = ConcurrentHashMap.newKeySet();
  private final Launcher launcher;
  private final Driver open;
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
    this.reactor = reactor;
    this.custody = custody;
    this.launcher = new Launcher(settings, records, reactor, custody, processes);
    this.open = new Through("process", new OpenEntrance(boxes));
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

  /** Another driver with the same boxes and custody, which lives no longer than this one. */
  public Driver within(Sandbox sandbox) throws IOException {
    BoxDirectories scratch = BoxDirectories.open(settings.stateDirectory().resolve("scratch"));
    return new Through(sandbox.name(), new SandboxEntrance(sandbox, boxes, scratch, reactor));
  }

  /** What boxes are held to here, of memory, cpu and pids. */
  public Set<String> enforcedLimits() {
    return custody.enforced();
  }

  @Override
  public String name() {
    return open.name();
  }

  @Override
  public Launch start(
      ExecutionId execution, Home home, CommandSpec command, ProcessListener listener) {
    return open.start(execution, home, command, listener);
  }

  @Override
  public void stopBox(BoxId box) {
    open.stopBox(box);
  }

  @Override
  public void removeBox(BoxId box) {
    open.removeBox(box);
  }

  /** A way in, as a driver. */
  private final class Through implements Driver {
    private final String name;
    private final Entrance entrance;

    private Through(String name, Entrance entrance) {
      this.name = name;
      this.entrance = entrance;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Launch start(
        ExecutionId execution, Home home, CommandSpec command, ProcessListener listener) {
      lifecycle.readLock().lock();
      try {
        if (closed) {
          throw new StartRefused(StartFailure.REFUSED_BY_RUNNER, "the runner is closing");
        }
        return new Launch.Running(launcher.launch(entrance, execution, home, command, listener));
      } catch (StartRefused refused) {
        return new Launch.Failed(refused.failure(), refused.explanation());
      } finally {
        lifecycle.readLock().unlock();
      }
    }

    @Override
    public void stopBox(BoxId box) {
      custody.endBox(box);
    }

    @Override
    public void removeBox(BoxId box) {
      custody.endBox(box);
      entrance.forget(box);
    }

    /** What all ways in share is the whole driver's. */
    @Override
    public void close() {}
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
