package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.gateway.execution.Attachments.StdinAnswer;
import io.sluice.gateway.execution.Attachments.Taken;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.execution.Runners;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.gateway.execution.ToRunner;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.sql.SqlJournalReader;
import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The actors of executions over a real journal; the test is the runner. */
class ExecutionsOverPostgresTest {
  private static final Assignment RUNNER =
      new Assignment(new RunnerId("r1"), new Incarnation("i1"));
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static Storage storage;
  private static ActorSystem<?> system;
  private static ShardedExecutions executions;
  private static JournalReader journal;
  private static TestProbe<ToRunner> link;
  private static final ConcurrentLinkedQueue<State.Ended> ENDS = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() throws Exception {
    storage = Storage.open(directory, null, () -> {});
    system = ActorSystems.start(storage.database());
    link = TestProbe.create(system);
    executions = executionsOf(system);
    journal = new SqlJournalReader(storage.database(), Executors.newVirtualThreadPerTaskExecutor());
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    await(system.getWhenTerminated());
    storage.close();
  }

  private static ShardedExecutions executionsOf(ActorSystem<?> on) {
    return ShardedExecutions.start(on, new OneRunner(), ENDS::add, InstantSource.system());
  }

  /** Always the probe. */
  private static final class OneRunner implements Runners {
    @Override
    public CompletionStage<Choice> choose() {
      return CompletableFuture.completedStage(new Choice.Chosen(RUNNER, link.getRef()));
    }

    @Override
    public void release(Assignment assignment) {}
  }

  @Test
  @Tag("O34")
  void aReportIsAcknowledgedWhenItsEntryIsInTheJournal() throws Exception {
    ExecutionId id = begun("acknowledged");

    executions.reported(RUNNER, id, output(1, "hello"));
    long acknowledged = acknowledgement(id);

    assertThat(acknowledged).isEqualTo(1);
    assertThat(await(journal.page(id, 1, 1024)))
        .extracting(Entry::event)
        .last()
        .isEqualTo(
            new Event.OutputAppended(1, Channel.STDOUT, Offset.ZERO, 0, 10, Payload.utf8("hello")));
  }

  @Test
  @Tag("O3")
  void waitsResolveAtTheJournaledEndAndLateOnesGiveTheSameAnswer() throws Exception {
    ExecutionId id = begun("waits");
    CompletionStage<State> early = executions.awaitEnd(id, LONG);

    end(id, 1);
    State first = await(early);
    State late = await(executions.awaitEnd(id, LONG));

    assertThat(first).isInstanceOf(State.Ended.class).isEqualTo(late);
    assertThat(await(journal.page(id, 1, 1024)).getLast().event()).isInstanceOf(Event.Ended.class);
  }

  @Test
  @Tag("O3")
  void aWaitThatIsOverBeforeTheEndTellsTheStateAsItIs() throws Exception {
    ExecutionId id = begun("impatient");

    State state = await(executions.awaitEnd(id, Duration.ofMillis(1)));

    assertThat(state).isInstanceOf(State.Running.class);
  }

  @Test
  @Tag("O35")
  void whatIsReportedTwiceIsInTheLogOnce() throws Exception {
    ExecutionId id = begun("twice");

    executions.reported(RUNNER, id, output(1, "abc"));
    executions.reported(RUNNER, id, output(1, "abc"));
    executions.reported(RUNNER, id, output(2, "def"));
    end(id, 3);
    State.Ended ended = (State.Ended) await(executions.awaitEnd(id, LONG));

    assertThat(ended.progress().offset()).isEqualTo(new Offset(6));
    assertThat(text(await(journal.page(id, 1, 1024)))).isEqualTo("abcdef");
  }

  @Test
  @Tag("O13")
  void pullsGiveTheWholeLogFromItsFirstEntry() throws Exception {
    ExecutionId id = begun("pulled");
    executions.reported(RUNNER, id, output(1, "abc"));
    end(id, 2);
    await(executions.awaitEnd(id, LONG));

    Pulled pulled = await(executions.pull(id, 1));

    assertThat(pulled).isInstanceOf(Pulled.Live.class);
    List<Entry> entries = ((Pulled.Live) pulled).entries();
    assertThat(entries.getFirst().number()).isEqualTo(1);
    assertThat(text(entries)).isEqualTo("abc");
    assertThat(await(executions.pull(id, entries.getLast().number() + 1)))
        .isEqualTo(new Pulled.Over());
  }

  @Test
  void aPullAtTheTipIsAnsweredByTheNextCommit() throws Exception {
    ExecutionId id = begun("tip");
    long next = await(journal.page(id, 1, 1024)).getLast().number() + 1;
    CompletionStage<Pulled> parked = executions.pull(id, next);

    executions.reported(RUNNER, id, output(1, "late"));

    assertThat(text(((Pulled.Live) await(parked)).entries())).isEqualTo("late");
  }

  @Test
  @Tag("O29")
  void aLongLogLeavesMemoryAndStaysInTheJournal() throws Exception {
    ExecutionId id = begun("long");
    Payload chunk = Payload.owning(new byte[100_000]);
    for (int sequence = 1; sequence <= 10; sequence++) {
      executions.reported(RUNNER, id, new Report.Output(sequence, Channel.STDOUT, 1, chunk));
    }
    end(id, 11);
    State.Ended ended = (State.Ended) await(executions.awaitEnd(id, LONG));

    Pulled pulled = await(executions.pull(id, 1));

    assertThat(pulled).isEqualTo(new Pulled.InJournal());
    assertThat(ended.progress().offset().bytes()).isEqualTo(1_000_000);
  }

  @Test
  @Tag("I10")
  void inputWaitsWhileTheRunnerHasNoRoomForIt() throws Exception {
    ExecutionId id = begun("stdin");
    Payload window = Payload.owning(new byte[LinkLimits.STDIN_WINDOW_BYTES]);
    assertThat(await(executions.write(id, window))).isEqualTo(StdinAnswer.TAKEN);
    CompletableFuture<StdinAnswer> second =
        executions.write(id, Payload.utf8("more")).toCompletableFuture();
    await(executions.state(id));
    assertThat(second).isNotDone();

    executions.tookStdin(id, new Offset(4), false);

    assertThat(await(second)).isEqualTo(StdinAnswer.TAKEN);
  }

  @Test
  @Tag("I3")
  @Tag("I6")
  void theEndOfInputFollowsWhatWasWrittenAndComesOnce() throws Exception {
    ExecutionId id = begun("eof");

    await(executions.write(id, Payload.utf8("abc")));
    await(executions.write(id, Payload.EMPTY));
    await(executions.endStdin(id));
    await(executions.endStdin(id));
    StdinAnswer late = await(executions.write(id, Payload.utf8("late")));
    await(executions.control(id, new Control.Kill()));

    assertThat(late).isEqualTo(StdinAnswer.CLOSED);
    assertThat(framesUpTo(new GatewayFrame.Kill(id)))
        .containsSubsequence(
            new GatewayFrame.Stdin(id, Offset.ZERO, Payload.utf8("abc")),
            new GatewayFrame.StdinEnd(id, new Offset(3)))
        .doesNotContain(new GatewayFrame.Stdin(id, new Offset(3), Payload.EMPTY))
        .filteredOn(frame -> frame instanceof GatewayFrame.StdinEnd)
        .hasSize(1);
  }

  @Test
  void onePlaceToWriteFromIsFreeAgainWhenItsSessionLeaves() throws Exception {
    ExecutionId id = begun("controller");

    Taken first = await(executions.takeControl(id, "a"));
    Taken second = await(executions.takeControl(id, "b"));
    executions.leave(id, "a");
    Taken third = await(executions.takeControl(id, "b"));

    assertThat(List.of(first, second, third)).containsExactly(Taken.YOURS, Taken.BUSY, Taken.YOURS);
  }

  @Test
  void anIdIsAcceptedOnce() throws Exception {
    ExecutionId id = begun("once");

    BeginAnswer again = await(executions.begin(facts(id)));

    assertThat(again).isEqualTo(new BeginAnswer.Refused(new Refusal.AlreadyExists()));
  }

  @Test
  @Tag("C2")
  void aKillIsAnsweredWhenItIsAFactAndReachesTheRunner() throws Exception {
    ExecutionId id = begun("killed");

    ControlAnswer answer = await(executions.control(id, new Control.Kill()));

    assertThat(answer).isEqualTo(new ControlAnswer.Done());
    assertThat(framesUpTo(new GatewayFrame.Kill(id))).isNotEmpty();
    assertThat(await(journal.page(id, 1, 1024)).getLast().event())
        .isInstanceOf(Event.KillRequested.class);
  }

  @Test
  @Tag("O34")
  @Tag("L10")
  void afterARestartWhatWasAcknowledgedIsThereAndTheUnfinishedEndsAsLost() throws Exception {
    ExecutionId id = begun("lost");
    executions.reported(RUNNER, id, output(1, "kept"));
    acknowledgement(id);

    ActorSystem<?> other = ActorSystems.start(storage.database());
    State state;
    try {
      state = await(executionsOf(other).awaitEnd(id, LONG));
    } finally {
      other.terminate();
      await(other.getWhenTerminated());
    }

    assertThat(state).isInstanceOf(State.Ended.class);
    State.Ended ended = (State.Ended) state;
    assertThat(ended.outcome().reason()).isEqualTo(EndReason.LOST);
    assertThat(ended.outcome().complete()).isFalse();
    assertThat(text(await(journal.page(id, 1, 1024)))).isEqualTo("kept");
  }

  private static ExecutionId begun(String name) throws Exception {
    ExecutionId id = new ExecutionId(name);
    assertThat(await(executions.begin(facts(id)))).isEqualTo(new BeginAnswer.Begun());
    executions.started(RUNNER, id, 42);
    await(executions.control(id, new Control.SendSignal(Signal.WINCH)));
    return id;
  }

  private static Facts facts(ExecutionId id) {
    CommandSpec command =
        new CommandSpec("cat", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    return new Facts(id, new TenantId("t1"), new BoxId("b1"), command, Map.of(), Instant.EPOCH);
  }

  private static Report output(long sequence, String text) {
    return new Report.Output(sequence, Channel.STDOUT, 10, Payload.utf8(text));
  }

  private static void end(ExecutionId id, long sequence) {
    executions.reported(RUNNER, id, new Report.Exited(sequence, 20, new ExitStatus.Code(0), false));
    executions.reported(
        RUNNER,
        id,
        new Report.ChannelEnded(sequence + 1, Channel.STDOUT, 20, ChannelEnding.COMPLETE));
    executions.reported(
        RUNNER,
        id,
        new Report.ChannelEnded(sequence + 2, Channel.STDERR, 20, ChannelEnding.COMPLETE));
  }

  private static String text(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output) {
        text.append(new String(output.payload().toByteArray(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  private static long acknowledgement(ExecutionId id) {
    while (true) {
      if (link.receiveMessage(LONG).frame()
              instanceof GatewayFrame.Acknowledged(var execution, var sequence)
          && execution.equals(id)) {
        return sequence;
      }
    }
  }

  private static List<GatewayFrame> framesUpTo(GatewayFrame last) {
    List<GatewayFrame> frames = new ArrayList<>();
    while (frames.isEmpty() || !frames.getLast().equals(last)) {
      frames.add(link.receiveMessage(LONG).frame());
    }
    return frames;
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
  }
}
