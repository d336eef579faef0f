package io.sluice.persistence.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restarts a server that dies, on the same port, with growing pauses while that fails. */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 10_000;

  private final Cluster cluster;
  private final Duration orphanGrace;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-postgres-supervisor").factory());
  private Server server;
  private Watchdog watchdog;
  private boolean closed;

  private Supervisor(Cluster cluster, Server server, Watchdog watchdog, Duration orphanGrace) {
    this.cluster = cluster;
    this.server = server;
    this.watchdog = watchdog;
    this.orphanGrace = orphanGrace;
  }

  static Supervisor over(Cluster cluster, Server server, Duration orphanGrace) throws IOException {
    Watchdog watchdog = Watchdog.over(server, cluster.ownerFile(), orphanGrace);
    Supervisor supervisor = new Supervisor(cluster, server, watchdog, orphanGrace);
    supervisor.watch(server);
    return supervisor;
  }

  synchronized Server server() {
    return server;
  }

  private void watch(Server watched) {
    var _ = watched.process().onExit().thenRun(() -> restartAfter(FIRST_PAUSE_MS));
  }

  private synchronized void restartAfter(long pauseMs) {
    if (closed) {
      return;
    }
    LOG.error("PostgreSQL in {} died; starting it again", cluster.directory());
    try {
      var _ = executor.schedule(() -> restart(pauseMs), pauseMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed meanwhile", e);
    }
  }

  private synchronized void restart(long pauseMs) {
    if (closed) {
      return;
    }
    try {
      watchdog.stop();
      server = Server.start(cluster, server.port());
      watch(server);
      watchdog = Watchdog.over(server, cluster.ownerFile(), orphanGrace);
      LOG.info("PostgreSQL in {} runs again", cluster.directory());
    } catch (IOException | EmbeddedPostgresException | Server.PortTaken e) {
      if (server.process().isAlive()) {
        LOG.error("PostgreSQL in {} runs without its watchdog", cluster.directory(), e);
        return;
      }
      LOG.error("PostgreSQL in {} could not be started again", cluster.directory(), e);
      restartAfter(Math.min(2 * pauseMs, LONGEST_PAUSE_MS));
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    executor.shutdownNow();
    server.stop();
    watchdog.stop();
  }
}
