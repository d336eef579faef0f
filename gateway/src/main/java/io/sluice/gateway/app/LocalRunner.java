package io.sluice.gateway.app;

import io.sluice.bridge.link.DrainPolicy;
import io.sluice.bridge.link.Runner;
import io.sluice.bridge.link.RunnerIdentity;
import io.sluice.bridge.link.RunnerSettings;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.gateway.runner.RunnerDirectory;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.Signal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A runner of this process: the one inside a gateway, or one that stands alone. */
final class LocalRunner implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final String LIMITS_LABEL = "sluice.limits";
  private static final String ID_FILE = "runner.id";

  private final RunnerId id;
  private final LocalDrivers drivers;
  private final Runner runner;
  private final DrainPolicy policy;

  private LocalRunner(RunnerId id, LocalDrivers drivers, Runner runner, DrainPolicy policy) {
    this.id = id;
    this.drivers = drivers;
    this.runner = runner;
    this.policy = policy;
  }

  /**
   * What a runner is.
   *
   * @param driver what runs commands of boxes that name none
   */
  record Identity(Map<String, String> labels, int capacity, String driver) {
    Identity {
      labels = Map.copyOf(labels);
    }

    /** A label says what of its limits a box is held to here. */
    private Map<String, String> labels(Set<String> limits) {
      Map<String, String> all = new HashMap<>(labels);
      all.put(LIMITS_LABEL, String.join(",", limits));
      return all;
    }
  }

  /**
   * Starts to dial.
   *
   * @param state its own directory, made when missing
   * @param tokenFile holds the runner credential
   */
  static LocalRunner start(
      URI gateway, Path tokenFile, Path state, Identity identity, Tuning tuning)
      throws UserFailure {
    String token = token(tokenFile);
    LocalDrivers drivers = LocalDrivers.open(state, identity.driver(), tuning);
    try {
      RunnerIdentity known =
          new RunnerIdentity(
              new RunnerId(id(state)),
              new Incarnation(UUID.randomUUID().toString()),
              identity.labels(drivers.enforcedLimits()),
              identity.capacity(),
              Version.text());
      Runner runner =
          Runner.start(
              RunnerSettings.of(gateway, token, known),
              drivers.drivers(),
              System::nanoTime,
              new SecureRandom());
      DrainPolicy policy =
          new DrainPolicy(tuning.letRun(), Signal.TERM, tuning.termGrace(), tuning.stopWithin());
      return new LocalRunner(known.id(), drivers, runner, policy);
    } catch (IOException | IllegalArgumentException wrong) {
      drivers.close();
      throw new UserFailure("the runner cannot start: " + wrong.getMessage(), wrong);
    }
  }

  private static String token(Path file) throws UserFailure {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new UserFailure("the token file " + file + " cannot be read", unreadable);
    }
  }

  /** The same over restarts, so that the gateway knows who it is. */
  private static String id(Path state) throws IOException {
    Path file = state.resolve(ID_FILE);
    if (!Files.exists(file)) {
      Files.writeString(file, UUID.randomUUID() + "\n");
    }
    return Files.readString(file).strip();
  }

  /** Until a round trip to it succeeded (L1). */
  void awaitOpen(RunnerDirectory gateway) throws UserFailure {
    try {
      gateway
          .whenOpen(id, CONNECT)
          .toCompletableFuture()
          .get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException late) {
      throw new UserFailure("the local runner did not connect within " + CONNECT, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UserFailure("the start was interrupted", interrupted);
    }
  }

  /** Ends what runs, by the policy, and waits, bounded, until its exits are journaled. */
  void drain() {
    try {
      runner.drain(policy);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    runner.close();
    drivers.close();
  }
}
