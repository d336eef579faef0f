package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.execution.IntakeSetup;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.retention.Pace;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.persistence.sql.SqlLogRemoval;
import io.sluice.persistence.sql.SqlOutputRemoval;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Unattended;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.runner.GatewayFrame;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A start whose commit nobody heard of: the connection broke before or after it. The id comes from
 * a key, so somebody asks again.
 */
@Tag("C18")
class UnheardCommitTest {
  private static final Assignment RUNNER =
      new Assignment(new RunnerId("r1"), new Incarnation("i1"));
  private static final Assignment OTHER = new Assignment(new RunnerId("r2"), new Incarnation("i2"));
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static Storage storage;
  private static ActorSystem<?> system;
  private static ShardedExecutions executions;
  private static TestProbe<ToRunner> link;
  private static OneRunner runners;

  @BeforeAll
  static void start() throws Exception {
    storage = Storage.open(directory, null, DatabaseSettings.Patience.DEFAULT, () -> {});
    system = ActorSystems.start(storage.database());
    link = TestProbe.create(system);
    runners = new OneRunner(new RunnerLink(RUNNER, link.getRef()));
    executions =
        ShardedExecutions.start(
            system,
            new IntakeSetup(
                runners,
                _ -> {},
                new SqlOutputRemoval(
                    storage.database(), Runnable::run, Pace.AT_ONCE, System::nanoTime),
                new SqlLogRemoval(storage.database(), Runnable::run),
                Duration.ofHours(1),
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                new Unattended.Policy(null, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                TestKeys.SIGNER,
                InstantSource.system()));
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    await(system.getWhenTerminated());
    storage.close();
  }

  @Test
  void aCommitThatFailedLeavesTheIdFreeAndThePlaceOfTheRunnerToo() throws Exception {
    Facts facts = facts("failed");
    await(executions.state(facts.execution()));
    runners.released.clear();
    CompletionStage<BeginAnswer> first;
    try (HeldJournal held = HeldJournal.of(storage.database())) {
      first = executions.begin(facts);
      held.breakWrite();
    }
    BeginAnswer again =
        Awaitility.await()
            .atMost(LONG)
            .until(
                () -> await(executions.begin(facts)),
                answer -> answer instanceof BeginAnswer.Begun);

    assertThat(again).isEqualTo(new BeginAnswer.Begun());
    assertThat(first.toCompletableFuture().isCompletedExceptionally()).isFalse();
    assertThat(runners.released).startsWith(new RunnerLink(RUNNER, link.getRef()));
    assertThat(startsUpToNow(facts)).hasSize(1);
  }

  @Test
  void aCommitThatCameToBeIsHandedToItsRunner() throws Exception {
    Facts facts = facts("came-to-be");
    await(executions.state(facts.execution()));
    journal(facts, RUNNER);

    CompletionStage<BeginAnswer> begun = executions.begin(facts);
    awaitJournaledState(facts);

    assertThat(startsUpToNow(facts)).hasSize(1);
    assertThat(begun.toCompletableFuture()).isNotCompletedExceptionally();
    assertThat(await(executions.state(facts.execution()))).isInstanceOf(State.Starting.class);
  }

  @Test
  void aCommitThatGaveItToAnotherRunnerEndsItAsLostAndStartsNothingHere() throws Exception {
    Facts facts = facts("elsewhere");
    await(executions.state(facts.execution()));
    journal(facts, OTHER);

    CompletionStage<BeginAnswer> begun = executions.begin(facts);
    awaitJournaledState(facts);
    State state = await(executions.awaitEnd(facts.execution(), LONG));

    assertThat(state)
        .isInstanceOfSatisfying(
            State.Ended.class,
            ended -> assertThat(ended.outcome().reason()).isEqualTo(EndReason.LOST));
    assertThat(startsUpToNow(facts)).isEmpty();
    assertThat(begun.toCompletableFuture()).isNotCompletedExceptionally();
  }

  private static void awaitJournaledState(Facts facts) {
    Awaitility.await()
        .atMost(LONG)
        .until(() -> await(executions.state(facts.execution())) instanceof State.Known);
  }

  /** What the runner was told to start; a kill of the id is its last frame. */
  private static List<GatewayFrame> startsUpToNow(Facts facts) throws Exception {
    ExecutionId id = facts.execution();
    link.getRef().tell(new ToRunner(new GatewayFrame.Kill(new ExecutionId("mark"))));
    List<GatewayFrame> starts = new ArrayList<>();
    GatewayFrame frame = link.receiveMessage(LONG).frame();
    while (!frame.equals(new GatewayFrame.Kill(new ExecutionId("mark")))) {
      if (frame instanceof GatewayFrame.Start start && start.execution().equals(id)) {
        starts.add(start);
      }
      frame = link.receiveMessage(LONG).frame();
    }
    return starts;
  }

  /** As by a write of this gateway whose answer was lost. */
  private static void journal(Facts facts, Assignment assignment) throws SQLException {
    String log = StoredNames.persistenceId(facts.execution());
    try (Connection connection = storage.database().connection()) {
      JournalRows.insert(
          connection,
          List.of(
              row(log, 1, new Event.Accepted(facts)),
              row(log, 2, new Event.Placed(assignment, facts.acceptedAt()))));
    }
  }

  private static JournalRow row(String log, long number, Event event) {
    Encoded encoded = EventCodec.encode(event);
    return new JournalRow(log, number, encoded.manifest(), encoded.bytes());
  }

  private static Facts facts(String id) {
    CommandSpec command =
        new CommandSpec("cat", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    return new Facts(
        new ExecutionId(id), new TenantId("t1"), new BoxId("b1"), command, Map.of(), Instant.EPOCH);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
  }
}
