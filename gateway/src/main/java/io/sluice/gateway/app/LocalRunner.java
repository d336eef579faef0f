package io.sluice.gateway.app;

import io.sluice.bridge.link.DrainPolicy;
import io.sluice.bridge.link.Runner;
import io.sluice.bridge.link.RunnerIdentity;
import io.sluice.bridge.link.RunnerSettings;
import io.sluice.bridge.process.ProcessDriver;
import io.sluice.bridge.process.ProcessSettings;
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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A runner of this process: the one inside a gateway, or one that stands alone. */
final class LocalRunner implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final String ID_FILE = "runner.id";

  private final RunnerId id;
  private final ProcessDriver driver;
  private final Runner runner;
  private final DrainPolicy policy;

  private LocalRunner(RunnerId id, ProcessDriver driver, Runner runner, DrainPolicy policy) {
    this.id = id;
    this.driver = driver;
    this.runner = runner;
    this.policy = policy;
  }

  /** What a runner is. */
  record Identity(Map<String, String> labels, int capacity) {
    Identity {
      labels = Map.copyOf(labels);
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
    ProcessDriver driver = driver(state, tuning);
    try {
      RunnerIdentity known =
          new RunnerIdentity(
              new RunnerId(id(state)),
              new Incarnation(UUID.randomUUID().toString()),
              identity.labels(),
              identity.capacity(),
              Version.text());
      Runner runner =
          Runner.start(
              RunnerSettings.of(gateway, token, known),
              driver,
              System::nanoTime,
              new SecureRandom());
      DrainPolicy policy =
          new DrainPolicy(tuning.letRun(), Signal.TERM, tuning.termGrace(), tuning.stopWithin());
      return new LocalRunner(known.id(), driver, runner, policy);
    } catch (IOException | IllegalArgumentException wrong) {
      driver.close();
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

  private static ProcessDriver driver(Path state, Tuning tuning) throws UserFailure {
    ProcessSettings settings =
        new ProcessSettings(state, System.getenv(), tuning.drainBound(), tuning.termGrace());
    try {
      return ProcessDriver.open(settings, System::nanoTime);
    } catch (IOException unusable) {
      throw new UserFailure(
          "the runner's directory " + state + " cannot be used: " + unusable.getMessage(),
          unusable);
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
    driver.close();
  }
}
