package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.facts;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static io.sluice.gateway.app.ExecutionsRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.gateway.execution.Executions.BeginAnswer;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The log of executions over a real journal: reports, waits, pulls, a restart. */
@ExtendWith(SharedRig.class)
class ExecutionsOverPostgresTest {
  private final ExecutionsRig rig;

  ExecutionsOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O34")
  void aReportIsAcknowledgedWhenItsEntryIsInTheJournal() throws Exception {
    ExecutionId id = rig.begun("acknowledged");

    rig.report(id, output(1, "hello"));
    long acknowledged = rig.acknowledgement(id);

    assertThat(acknowledged).isEqualTo(1);
    assertThat(rig.log(id))
        .extracting(Entry::event)
        .last()
        .isEqualTo(
            new Event.OutputAppended(1, Channel.STDOUT, Offset.ZERO, 0, 10, Payload.utf8("hello")));
  }

  @Test
  @Tag("O3")
  void waitsResolveAtTheJournaledEndAndLateOnesGiveTheSameAnswer() throws Exception {
    ExecutionId id = rig.begun("waits");
    CompletionStage<State> early = rig.executions().awaitEnd(id, LONG);

    rig.end(id, 1);
    State first = await(early);
    State late = await(rig.executions().awaitEnd(id, LONG));

    assertThat(first).isInstanceOf(State.Ended.class).isEqualTo(late);
    assertThat(rig.log(id)).filteredOn(entry -> entry.event() instanceof Event.Ended).hasSize(1);
  }

  @Test
  @Tag("O3")
  void aWaitThatIsOverBeforeTheEndTellsTheStateAsItIs() throws Exception {
    ExecutionId id = rig.begun("impatient");

    State state = await(rig.executions().awaitEnd(id, Duration.ofMillis(1)));

    assertThat(state).isInstanceOf(State.Running.class);
  }

  @Test
  @Tag("O35")
  void whatIsReportedTwiceIsInTheLogOnce() throws Exception {
    ExecutionId id = rig.begun("twice");

    rig.report(id, output(1, "abc"));
    rig.report(id, output(1, "abc"));
    rig.report(id, output(2, "def"));
    rig.end(id, 3);
    State.Ended ended = (State.Ended) await(rig.executions().awaitEnd(id, LONG));

    assertThat(ended.progress().offset()).isEqualTo(new Offset(6));
    assertThat(text(rig.log(id))).isEqualTo("abcdef");
  }

  @Test
  @Tag("O13")
  void pullsGiveTheWholeLogFromItsFirstEntry() throws Exception {
    ExecutionId id = rig.begun("pulled");
    rig.report(id, output(1, "abc"));
    rig.end(id, 2);
    await(rig.executions().awaitEnd(id, LONG));
    SignedLogs.await(rig, id);

    Pulled pulled = await(rig.executions().pull(id, 1));

    assertThat(pulled).isInstanceOf(Pulled.Live.class);
    List<Entry> entries = ((Pulled.Live) pulled).entries();
    assertThat(entries.getFirst().number()).isEqualTo(1);
    assertThat(text(entries)).isEqualTo("abc");
    assertThat(await(rig.executions().pull(id, entries.getLast().number() + 1)))
        .isEqualTo(new Pulled.Over());
  }

  @Test
  void aPullAtTheTipIsAnsweredByTheNextCommit() throws Exception {
    ExecutionId id = rig.begun("tip");
    long next = rig.log(id).getLast().number() + 1;
    CompletionStage<Pulled> parked = rig.executions().pull(id, next);

    rig.report(id, output(1, "late"));

    assertThat(text(((Pulled.Live) await(parked)).entries())).isEqualTo("late");
  }

  @Test
  @Tag("O29")
  void aLongLogLeavesMemoryAndStaysInTheJournal() throws Exception {
    ExecutionId id = rig.begun("long");
    Payload chunk = Payload.owning(new byte[100_000]);
    for (int sequence = 1; sequence <= 10; sequence++) {
      rig.report(id, new Report.Output(sequence, Channel.STDOUT, 1, chunk));
    }
    rig.end(id, 11);
    State.Ended ended = (State.Ended) await(rig.executions().awaitEnd(id, LONG));

    Pulled pulled = await(rig.executions().pull(id, 1));

    assertThat(pulled).isEqualTo(new Pulled.InJournal());
    assertThat(ended.progress().offset().bytes()).isEqualTo(1_000_000);
  }

  @Test
  void anIdIsAcceptedOnce() throws Exception {
    ExecutionId id = rig.begun("once");

    BeginAnswer again = await(rig.executions().begin(facts(id)));

    assertThat(again).isEqualTo(new BeginAnswer.Refused(new Refusal.AlreadyExists()));
  }

  @Test
  @Tag("O34")
  @Tag("L10")
  void afterARestartWhatWasAcknowledgedIsThereAndTheUnfinishedEndsAsLost() throws Exception {
    ExecutionId id = rig.begun("lost");
    rig.report(id, output(1, "kept"));
    rig.acknowledgement(id);

    State state = rig.endAfterARestart(id);

    assertThat(state).isInstanceOf(State.Ended.class);
    State.Ended ended = (State.Ended) state;
    assertThat(ended.outcome().reason()).isEqualTo(EndReason.LOST);
    assertThat(ended.outcome().complete()).isFalse();
    assertThat(text(rig.log(id))).isEqualTo("kept");
  }
}
