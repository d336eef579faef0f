package io.sluice.gateway.app;

import io.sluice.gateway.attach.AttachService;
import io.sluice.gateway.audit.AuditKeys;
import io.sluice.gateway.audit.Audits;
import io.sluice.gateway.box.BoxService;
import io.sluice.gateway.box.BoxSettings;
import io.sluice.gateway.box.BoxSides;
import io.sluice.gateway.box.Uses;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.gateway.execution.IntakeSetup;
import io.sluice.gateway.execution.LogTrims;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.gateway.http.HttpSurface;
import io.sluice.gateway.http.RunnerDoor;
import io.sluice.gateway.http.Services;
import io.sluice.gateway.http.Surroundings;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.gateway.runner.RunnerDirectory;
import io.sluice.gateway.runner.RunnerLinks;
import io.sluice.gateway.tenant.TenantBootstrap;
import io.sluice.gateway.tenant.TenantKeys;
import io.sluice.persistence.index.Index;
import io.sluice.persistence.journal.JournalHealth;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.persistence.sql.DatabaseThreads;
import io.sluice.persistence.sql.SqlIndex;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole gateway, wired with {@code new} on one page. */
final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration CONNECTIONS_END = Duration.ofSeconds(2);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final GatewaySettings settings;
  private final InstantSource clock;
  private final ExecutorService blocking;
  private final Storage storage;
  private final AuditKeys auditKeys;
  private final Audits audits;
  private final Index index;
  private final AsyncIndex asyncIndex;
  private final TenantKeys keys;
  private final ActorSystem<Void> system;
  private final RunnerDirectory runners;
  private final KnownExecutions known;
  private final ShardedExecutions executions;
  private final RetentionSweeper sweeper;
  private final BoxService boxes;
  private final BoxSweeper boxSweeper;
  private final LogReading reading;
  private final AttachService attachments;
  private final Readiness readiness;
  private final Activity activity = new Activity(System::nanoTime);
  private final Uses uses = new Uses(System::nanoTime);
  private @Nullable HttpServer server;
  private @Nullable LocalRunner runner;

  /**
   * Starts one; returns when it takes work.
   *
   * @param onLost called when another gateway may write to the database from now on
   * @throws UserFailure for a port in use, a database that cannot be used, a bad data directory
   */
  static Gateway start(GatewaySettings settings, Runnable onLost) throws UserFailure {
    return start(settings, InstantSource.system(), onLost);
  }

  static Gateway start(GatewaySettings settings, InstantSource clock, Runnable onLost)
      throws UserFailure {
    AuditKeys auditKeys = Auditing.openKeys(settings.data(), clock.instant());
    Storage storage = Storage.open(settings, onLost);
    Gateway gateway = new Gateway(settings, clock, storage, auditKeys);
    try {
      gateway.open();
      return gateway;
    } catch (UserFailure | RuntimeException failed) {
      gateway.close();
      throw failed;
    }
  }

  private Gateway(
      GatewaySettings settings, InstantSource clock, Storage storage, AuditKeys auditKeys) {
    this.settings = settings;
    this.clock = clock;
    this.storage = storage;
    this.auditKeys = auditKeys;
    this.blocking = DatabaseThreads.start("sluice-index", storage.database().settings().poolSize());
    this.index = new SqlIndex(storage.database());
    this.asyncIndex = new AsyncIndex(index, blocking);
    this.audits = Auditing.over(storage.database(), blocking, auditKeys, clock, settings.tuning());
    this.keys = new TenantKeys(asyncIndex, clock, System::nanoTime, new SecureRandom());
    this.system = ActorSystems.start(storage.database());
    this.runners =
        RunnerDirectory.start(system, asyncIndex, clock, settings.tuning().placement().queue());
    this.known = new KnownExecutions(asyncIndex);
    LogStorage stored = LogStorage.on(storage.database(), blocking, settings.tuning());
    this.executions = ShardedExecutions.start(system, intakes(stored));
    this.readiness =
        new Readiness(storage.database()::isReachable, JournalHealth.of(system)::obstacle);
    this.reading = LogReading.of(stored.journal(), executions, index, activity);
    this.attachments =
        new AttachService(
            system,
            new AttachService.Sides(executions, executions, reading.logs()),
            Gateway::newId,
            System::nanoTime,
            uses::used);
    this.boxes = boxes();
    this.boxSweeper = new BoxSweeper(boxes.keeper(), settings.tuning().boxes().sweepEvery());
    Tuning tuning = settings.tuning();
    this.sweeper =
        new RetentionSweeper(index, executions, clock, tuning.quotas(), tuning.retention());
  }

  private IntakeSetup intakes(LogStorage stored) {
    Tuning tuning = settings.tuning();
    return new IntakeSetup(
        runners,
        new IndexEnds(index, blocking),
        stored.output(),
        forgottenHere(stored.logs()),
        tuning.placement().waitFor(),
        tuning.runnerGrace(),
        tuning.owedFor(),
        tuning.unattended(),
        auditKeys,
        clock);
  }

  private void open() throws UserFailure {
    try {
      new TenantBootstrap(asyncIndex, keys, clock).ensure(settings.data());
    } catch (IOException failed) {
      throw new UserFailure("the first keys cannot be written: " + failed.getMessage(), failed);
    }
    // Bound before anything slow: who connects early waits for an answer, but is not refused (L2).
    HttpServer bound =
        HttpServer.bind(
            system, settings.listen(), activity.watching(HttpSurface.handler(services(), world())));
    server = bound;
    new Reconciliation(index, executions).run();
    if (settings.localRunner()) {
      LocalRunner local = localRunner(bound.url());
      runner = local;
      local.awaitOpen(runners);
    }
    sweeper.start();
    boxSweeper.start();
    readiness.started();
  }

  /** Before anybody is told that it is gone. */
  private LogRemoval forgottenHere(LogRemoval stored) {
    return (id, last) -> stored.forget(id, last).whenComplete((_, _) -> known.forget(id));
  }

  private LocalRunner localRunner(URI url) throws UserFailure {
    Tuning tuning = settings.tuning();
    return LocalRunner.start(
        url,
        settings.data().resolve(TenantBootstrap.RUNNER_TOKEN_FILE),
        settings.data().resolve("runner"),
        new LocalRunner.Identity(
            Map.of("sluice.local", "true"), tuning.runnerCapacity(), settings.driver()),
        tuning);
  }

  private BoxService boxes() {
    Tuning tuning = settings.tuning();
    return new BoxService(
        new BoxSides(asyncIndex, known, readiness.guarding(executions), runners, tuning.quotas()),
        clock,
        new BoxService.Ids(() -> new BoxId(newId()), () -> new ExecutionId(newId())),
        new BoxSettings(settings.driver(), tuning.images(), tuning.boxStopWithin()),
        uses);
  }

  private Services services() {
    RunnerLinks links = new RunnerLinks(system, runners, executions, new Incarnation(newId()));
    return new Services(
        keys,
        keys,
        boxes,
        readiness.guarding(executions),
        executions,
        asyncIndex,
        known,
        attachments,
        reading.logs(),
        reading.searches(),
        new RunnerDoor(RunnerLinks.LIMITS, links::open),
        runners,
        audits);
  }

  private Surroundings world() {
    return new Surroundings(
        system,
        clock,
        Gateway::newId,
        () -> new ExecutionId(newId()),
        readiness::obstacles,
        settings.tuning().owedFor(),
        settings.tuning().boxes().idleStop(),
        settings.tuning().quotas());
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  /** Where it listens. */
  URI url() {
    HttpServer bound = server;
    if (bound == null) {
      throw new IllegalStateException("the gateway is not open");
    }
    return bound.url();
  }

  /** What its lists say. */
  Index index() {
    return index;
  }

  /** Where output is removed from logs, as policies say. */
  LogTrims trims() {
    return executions;
  }

  /** Looks now for logs whose retention ended, besides the times it does so by itself. */
  void sweep() throws InterruptedException {
    sweeper.sweep();
  }

  /** Whether nobody used it for so long and nothing runs. */
  boolean isIdleFor(Duration period) {
    if (!activity.isIdleFor(period)) {
      return false;
    }
    List<ExecutionId> unfinished = index.unfinished();
    if (!unfinished.isEmpty()) {
      activity.touch();
    }
    return unfinished.isEmpty();
  }

  /**
   * Ends in order: no new work, local executions by the policy with their exits journaled,
   * consumers told, then sockets, actors, the database last. Every step is bounded in time.
   */
  @Override
  public void close() {
    readiness.stopping();
    runners.stopPlacing();
    sweeper.close();
    boxSweeper.close();
    if (runner != null) {
      runner.drain();
    }
    attachments.goAway();
    attachments.awaitGone(FAREWELL);
    if (runner != null) {
      runner.close();
    }
    if (server != null) {
      server.stop(CONNECTIONS_END);
    }
    if (!ActorSystems.stop(system, settings.tuning().stopWithin())) {
      LOG.warn("the actors did not end in time");
    }
    reading.close();
    audits.accesses().close();
    blocking.close();
    storage.close();
  }
}
