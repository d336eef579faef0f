package io.sluice.bridge.link;

import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunnerFrame;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts processes for a gateway: dials it, runs what it asks for, reports, and dials again when the
 * link breaks. Processes run on meanwhile, and what they wrote is kept until the journal has it.
 */
public final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final long CHECK_MILLIS = 1_000;
  private static final int MAX_DOUBLINGS = 20;

  private final RunnerSettings settings;
  private final Drivers drivers;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final FairQueue queue = new FairQueue();
  private final ExecutionHost host;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final CompletableFuture<Void> firstWelcome = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private Runner(
      RunnerSettings settings, Drivers drivers, LongSupplier nanoClock, RandomGenerator random) {
    this.settings = settings;
    this.drivers = drivers;
    this.nanoClock = nanoClock;
    this.random = random;
    this.host = new ExecutionHost(drivers, settings.identity().capacity(), queue);
    this.thread = Thread.ofVirtual().name("sluice-runner").unstarted(this::run);
  }

  /**
   * Begins to dial and returns at once. The drivers stay the caller's, to be closed after this.
   *
   * @param nanoClock monotonic, in ns
   * @param random for the jitter of the retries
   */
  public static Runner start(
      RunnerSettings settings, Drivers drivers, LongSupplier nanoClock, RandomGenerator random) {
    Runner runner = new Runner(settings, drivers, nanoClock, random);
    runner.thread.start();
    return runner;
  }

  /** Whether a gateway welcomed it, now or before, within the patience. */
  public boolean awaitConnected(Duration patience) throws InterruptedException {
    return isDoneWithin(firstWelcome, patience);
  }

  /**
   * Takes nothing new, lets run and ends what runs by the policy, and waits until all of it is
   * journaled.
   *
   * @return whether everything was acknowledged in time
   */
  public boolean drain(DrainPolicy policy) throws InterruptedException {
    host.beginDrain();
    boolean _ = isDoneWithin(all(HostedExecution::processGone), policy.letRun());
    host.all().forEach(execution -> execution.control(p -> p.signal(policy.first())));
    if (!isDoneWithin(all(HostedExecution::processGone), policy.grace())) {
      host.all().forEach(HostedExecution::kill);
    }
    return isDoneWithin(all(HostedExecution::over), policy.delivery());
  }

  /** Ends the link, and every execution that is left. */
  @Override
  public void close() {
    closing.countDown();
    queue.wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException wait) {
        interrupted = true;
      }
    }
    client.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (!isClosing()) {
        CompletableFuture<Incarnation> welcome = new CompletableFuture<>();
        try {
          serve(welcome);
        } catch (LinkFailed failed) {
          LOG.warn("runner {}: {}", settings.identity().id(), failed.getMessage());
        } finally {
          host.linkLost();
        }
        failures = welcome.isDone() ? 0 : Math.min(failures + 1, MAX_DOUBLINGS);
        waitBeforeRetry(failures);
      }
    } catch (InterruptedException stopped) {
      LOG.warn("runner {} was interrupted", settings.identity().id());
    } finally {
      host.abandonAll();
    }
  }

  /** One link, from the dial to its end. */
  private void serve(CompletableFuture<Incarnation> welcome)
      throws LinkFailed, InterruptedException {
    try (LinkConnection connection =
        LinkConnection.dial(
            client, settings, frame -> receive(frame, welcome), queue::wake, nanoClock)) {
      connection.send(hello());
      awaitWelcome(connection, welcome);
      firstWelcome.complete(null);
      while (!isClosing()) {
        connection.requireAlive();
        sendOne(connection);
      }
      connection.closeInOrder();
    }
  }

  private void receive(GatewayFrame frame, CompletableFuture<Incarnation> welcome) {
    if (!(frame instanceof GatewayFrame.Welcome(Incarnation gateway, var _))) {
      host.receive(frame);
    } else if (welcome.isDone()) {
      LOG.warn("a second welcome is passed over");
    } else {
      host.receive(frame);
      LOG.info("runner {} is linked to gateway {}", settings.identity().id(), gateway);
      welcome.complete(gateway);
    }
  }

  private void awaitWelcome(LinkConnection connection, CompletableFuture<Incarnation> welcome)
      throws LinkFailed, InterruptedException {
    long deadline = nanoClock.getAsLong() + settings.timing().answer().toNanos();
    while (!welcome.isDone()) {
      connection.requireAlive();
      if (isClosing() || nanoClock.getAsLong() - deadline > 0) {
        throw new LinkFailed("the gateway did not welcome this runner");
      }
      isDoneWithin(welcome, Duration.ofMillis(50));
    }
  }

  private void sendOne(LinkConnection connection) throws LinkFailed, InterruptedException {
    switch (queue.take(CHECK_MILLIS)) {
      case FairQueue.Turn.Beat(long number) ->
          connection.send(new RunnerFrame.BeatAnswered(number));
      case FairQueue.Turn.Of(HostedExecution execution) -> {
        RunnerFrame frame = execution.next();
        if (frame != null) {
          connection.send(frame);
          queue.offer(execution);
        }
      }
      case FairQueue.Turn.Nobody() -> connection.pingWhenQuiet();
    }
  }

  private RunnerFrame hello() {
    RunnerIdentity identity = settings.identity();
    return new RunnerFrame.Hello(
        LinkLimits.VERSION,
        identity.id(),
        identity.incarnation(),
        identity.labels(),
        identity.capacity(),
        drivers.names(),
        host.held(),
        identity.software());
  }

  private void waitBeforeRetry(int failures) throws InterruptedException {
    LinkTiming timing = settings.timing();
    long doubled = timing.firstRetry().toMillis() << failures;
    long longest = Math.max(1, Math.min(doubled, timing.lastRetry().toMillis()));
    boolean closed =
        closing.await(random.nextLong(longest / 2, longest + 1), TimeUnit.MILLISECONDS);
    if (closed) {
      LOG.debug("runner {} stops dialling", settings.identity().id());
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private CompletableFuture<Void> all(
      Function<HostedExecution, CompletableFuture<Void>> condition) {
    return CompletableFuture.allOf(
        host.all().stream().map(condition).toArray(CompletableFuture[]::new));
  }

  private static boolean isDoneWithin(CompletableFuture<?> future, Duration patience)
      throws InterruptedException {
    try {
      future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a condition of the runner failed", failed);
    }
  }
}
