package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.Damages;
import io.sluice.gateway.attach.LogFollower;
import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.cli.ScratchDirectory;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.IntakeSetup;
import io.sluice.gateway.execution.RunnerLink;
import io.sluice.gateway.execution.Seats;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.query.RowReader;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.persistence.retention.Pace;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.persistence.sql.JournalRow;
import io.sluice.persistence.sql.JournalRows;
import io.sluice.persistence.sql.SqlJournalReader;
import io.sluice.persistence.sql.SqlLogRemoval;
import io.sluice.persistence.sql.SqlOutputRemoval;
import io.sluice.persistence.sql.SqlRowReader;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Seat;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.runner.GatewayFrame;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

/** The actors of executions over a real journal; the test is the runner. */
final class ExecutionsRig implements AutoCloseable {
  /** Longer than anything takes that is not stuck. */
  static final Duration LONG = Duration.ofSeconds(30);

  static final SessionId SESSION = new SessionId("session-1");
  static final Assignment RUNNER = new Assignment(new RunnerId("r1"), new Incarnation("i1"));

  /** Short, so that a test need not wait for what nobody comes for. */
  static final Duration GRACE = Duration.ofSeconds(3);

  static final Duration OWED_FOR = Duration.ofMillis(200);

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final ScratchDirectory directory;
  final Storage storage;
  private final ActorSystem<?> system;
  private final TestProbe<ToRunner> link;
  private final OneRunner runners;
  final JournalReader journal;
  final NotedRemovals removals;
  private final ShardedExecutions executions;

  /** What time it is for the executions. */
  volatile InstantSource clock = InstantSource.system();

  /** How logs are forgotten. */
  volatile LogRemoval removal;

  private ExecutionsRig(ScratchDirectory directory, Storage storage) {
    this.directory = directory;
    this.storage = storage;
    system = ActorSystems.start(storage.database());
    link = TestProbe.create(system);
    runners = new OneRunner(by());
    journal = new SqlJournalReader(storage.database(), blocking);
    removal = new SqlLogRemoval(storage.database(), blocking);
    removals =
        new NotedRemovals(
            new SqlOutputRemoval(storage.database(), blocking, Pace.AT_ONCE, System::nanoTime));
    executions = executionsOn(system);
  }

  static ExecutionsRig start() {
    try {
      ScratchDirectory directory = ScratchDirectory.create("sluice-test-");
      return new ExecutionsRig(directory, storage(directory));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Storage storage(ScratchDirectory directory) throws Exception {
    return Storage.open(directory.path(), null, DatabaseSettings.Patience.DEFAULT, () -> {});
  }

  @Override
  public void close() {
    try (directory;
        storage) {
      system.terminate();
      await(system.getWhenTerminated());
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private ShardedExecutions executionsOn(ActorSystem<?> on) {
    return ShardedExecutions.start(
        on,
        new IntakeSetup(
            runners,
            _ -> {},
            removals,
            (id, last) -> removal.forget(id, last),
            Duration.ofHours(1),
            GRACE,
            OWED_FOR,
            UnattendedOverPostgresTest.POLICY,
            TestKeys.SIGNER,
            () -> clock.instant()));
  }

  /** The link of the runner that the test is. */
  RunnerLink by() {
    return new RunnerLink(RUNNER, link.getRef());
  }

  ShardedExecutions executions() {
    return executions;
  }

  /** Its logs as their readers get them. */
  Source<LogItem, NotUsed> follow(ExecutionId id, Logs.Start from) {
    var readers = new Activity(() -> 0).readers();
    return new LogFollower(executions, journal, readers, new Damages()).follow(id, from);
  }

  ActorSystem<?> system() {
    return system;
  }

  /** As a crash of the database may: snapshots are committed without waiting for the disk. */
  void forgetSnapshot(ExecutionId id) throws Exception {
    try (Connection connection = storage.database().connection()) {
      JournalRows.deleteSnapshot(connection, StoredNames.persistenceId(id), Long.MAX_VALUE);
    }
  }

  /** Appends to its journal past its entity, as a gateway did that crashed right after. */
  void append(ExecutionId id, Event event) throws Exception {
    SignedLogs.await(this, id);
    Encoded encoded = EventCodec.encode(event);
    long number = log(id).getLast().number() + 1;
    String log = StoredNames.persistenceId(id);
    try (Connection connection = storage.database().connection()) {
      JournalRows.insert(
          connection, List.of(new JournalRow(log, number, encoded.manifest(), encoded.bytes())));
    }
  }

  RowReader rows() {
    return new SqlRowReader(storage.database(), blocking);
  }

  /** An execution that runs; the name must be no other test's. */
  ExecutionId begun(String name) throws Exception {
    ExecutionId id = new ExecutionId(name);
    assertThat(await(executions.begin(facts(id)))).isEqualTo(new BeginAnswer.Begun());
    executions.started(by(), id, 42);
    await(executions.control(id, new By.Operator(), new Control.SendSignal(Signal.WINCH)));
    return id;
  }

  /** The same, and the session has control of it. */
  ExecutionId controlled(String name) throws Exception {
    ExecutionId id = begun(name);
    assertThat(
            await(
                executions.take(
                    id, new Claim(seat(SESSION, "key:1"), false, new StartFrom.OpenPlace()))))
        .isInstanceOf(Seats.Taken.Yours.class);
    return id;
  }

  static Seat seat(SessionId session, String consumer) {
    return new Seat(session, new ConsumerId(consumer));
  }

  static Facts facts(ExecutionId id) {
    CommandSpec command =
        new CommandSpec("cat", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    return new Facts(id, new TenantId("t1"), new BoxId("b1"), command, Map.of(), Instant.EPOCH);
  }

  void report(ExecutionId id, Report report) {
    executions.reported(by(), id, List.of(report));
  }

  static Report output(long sequence, String text) {
    return new Report.Output(sequence, Channel.STDOUT, 10, Payload.utf8(text));
  }

  /** Reports the exit and the ends of both channels. */
  void end(ExecutionId id, long sequence) {
    report(id, new Report.Exited(sequence, 20, new ExitStatus.Code(0), false));
    report(id, new Report.ChannelEnded(sequence + 1, Channel.STDOUT, 20, ChannelEnding.COMPLETE));
    report(id, new Report.ChannelEnded(sequence + 2, Channel.STDERR, 20, ChannelEnding.COMPLETE));
  }

  /** How it ends for a gateway that starts anew on the same journal. */
  State endAfterARestart(ExecutionId id) throws Exception {
    try (Restarted restarted = restarted()) {
      return await(restarted.executions().awaitEnd(id, LONG));
    }
  }

  /** A gateway that starts anew on the same journal. */
  Restarted restarted() {
    ActorSystem<?> other = ActorSystems.start(storage.database());
    return new Restarted(other, executionsOn(other));
  }

  OneRunner runners() {
    return runners;
  }

  /** What the journal has of it. */
  List<Entry> log(ExecutionId id) throws Exception {
    return await(journal.page(id, 1, 64 * 1024 * 1024));
  }

  /** The output among the entries. */
  static String text(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output) {
        text.append(new String(output.payload().toByteArray(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  /** The next sequence of it that the runner is told to be safe. */
  long acknowledgement(ExecutionId id) {
    while (true) {
      if (link.receiveMessage(LONG).frame()
              instanceof GatewayFrame.Acknowledged(var execution, var sequence)
          && execution.equals(id)) {
        return sequence;
      }
    }
  }

  /** What the runner was sent, of other tests' executions too. */
  List<GatewayFrame> framesUpTo(GatewayFrame last) {
    List<GatewayFrame> frames = new ArrayList<>();
    while (frames.isEmpty() || !frames.getLast().equals(last)) {
      frames.add(link.receiveMessage(LONG).frame());
    }
    return frames;
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
  }
}
