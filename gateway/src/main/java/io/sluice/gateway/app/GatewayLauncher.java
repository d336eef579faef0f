package io.sluice.gateway.app;

import io.sluice.gateway.cli.DataDirectory;
import io.sluice.gateway.cli.GatewayFile;
import io.sluice.gateway.cli.Launcher;
import io.sluice.gateway.cli.RunnerOptions;
import io.sluice.gateway.cli.ServeOptions;
import io.sluice.gateway.cli.UserFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs gateways and runners in this process until they are told to stop. */
final class GatewayLauncher implements Launcher {
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final PrintStream out;

  GatewayLauncher(PrintStream out) {
    this.out = out;
  }

  @Override
  public int serve(ServeOptions options) throws UserFailure {
    Tuning tuning = Tuning.load(options.config());
    DataDirectory data = options.data();
    data.create();
    try (FileChannel _ = lock(data)) {
      Stop stop = new Stop();
      AtomicBoolean lost = new AtomicBoolean();
      GatewaySettings settings =
          new GatewaySettings(
              options.listen(),
              data.path(),
              options.databaseUrl(),
              options.localRunner(),
              options.driver(),
              tuning);
      Gateway gateway =
          Gateway.start(
              settings,
              () -> {
                lost.set(true);
                stop.now();
              });
      GatewayFile file = new GatewayFile(gateway.url(), ProcessHandle.current().pid());
      stop.atTheEndOfTheProcess();
      file.write(data);
      out.println("sluice ready " + gateway.url());
      out.flush();
      awaitEnd(stop, gateway, options.idleExit());
      file.remove(data);
      gateway.close();
      stop.done();
      if (lost.get()) {
        throw new UserFailure("the lock on the database was lost; another gateway may have it");
      }
      return 0;
    } catch (IOException failed) {
      throw new UserFailure("the data directory cannot be used: " + failed.getMessage(), failed);
    }
  }

  private static FileChannel lock(DataDirectory data) throws IOException, UserFailure {
    FileChannel channel =
        FileChannel.open(data.gatewayLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException held) {
      channel.close();
      throw new UserFailure("another gateway runs on the data directory " + data.path(), held);
    }
    channel.close();
    throw new UserFailure("another gateway runs on the data directory " + data.path());
  }

  private static void awaitEnd(Stop stop, Gateway gateway, @Nullable Duration idleExit) {
    Duration period = idleExit == null ? FOREVER : idleExit;
    long checkMillis = Math.clamp(period.toMillis() / 4, 50, 60_000);
    while (!stop.within(checkMillis)) {
      if (gateway.isIdleFor(period)) {
        return;
      }
    }
  }

  @Override
  public int runner(RunnerOptions options) throws UserFailure {
    options.data().create();
    Stop stop = new Stop();
    try (LocalRunner runner =
        LocalRunner.start(
            options.gateway(),
            options.tokenFile(),
            options.data().path().resolve("runner"),
            new LocalRunner.Identity(options.labels(), options.capacity(), options.driver()),
            Tuning.load(null))) {
      stop.atTheEndOfTheProcess();
      while (!stop.within(60_000)) {
        // Until a signal comes.
      }
      runner.drain();
    }
    stop.done();
    return 0;
  }

  /** How a process that serves is told to stop, and lets it do so in order. */
  private static final class Stop {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    void now() {
      asked.countDown();
    }

    void done() {
      done.countDown();
    }

    /** From now on TERM and Ctrl-C ask for the stop, and the process waits for it. */
    void atTheEndOfTheProcess() {
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(
                      () -> {
                        now();
                        try {
                          done.await();
                        } catch (InterruptedException interrupted) {
                          Thread.currentThread().interrupt();
                        }
                      }));
    }

    boolean within(long millis) {
      try {
        return asked.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }
}
