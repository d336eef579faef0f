package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static io.sluice.gateway.app.ExecutionsRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.execution.LogTrims.TrimAnswer;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.persistence.query.Entry;
import io.sluice.persistence.retention.OutputRemoval.Haste;
import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Output leaves logs, over a real journal. */
@ExtendWith(SharedRig.class)
class TrimOverPostgresTest {
  private static final Logs.Start FIRST = new Logs.Start.AfterEntry(0);

  private final ExecutionsRig rig;

  TrimOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  /** Runs, and has {@code abc}, {@code def} and {@code ghi} in an entry each. */
  private ExecutionId written(String name) throws Exception {
    ExecutionId id = rig.begun(name);
    write(id);
    return id;
  }

  private void write(ExecutionId id) {
    List<String> texts = List.of("abc", "def", "ghi");
    for (int sequence = 1; sequence <= texts.size(); sequence++) {
      rig.report(id, output(sequence, texts.get(sequence - 1)));
      awaitAcknowledged(id, sequence);
    }
  }

  private void awaitAcknowledged(ExecutionId id, long sequence) {
    long acknowledged = 0;
    while (acknowledged < sequence) {
      acknowledged = rig.acknowledgement(id);
    }
  }

  private TrimAnswer trim(ExecutionId id, long upTo, Purpose purpose) throws Exception {
    return await(rig.executions().trim(id, new Offset(upTo), purpose));
  }

  private List<LogItem> read(ExecutionId id, Logs.Start from) throws Exception {
    return await(rig.follow(id, from).runWith(Sink.seq(), rig.system()));
  }

  private static Gap gap(Channel channel, long from, long to, long bytes) {
    return new Gap(channel, ByteRange.of(from, to), bytes, Gap.Reason.TRIMMED);
  }

  private static List<Gap> gaps(List<LogItem> items) {
    List<Gap> gaps = new ArrayList<>();
    for (LogItem item : items) {
      if (item instanceof LogItem.Missing(var missing, _)) {
        gaps.addAll(missing);
      }
    }
    return gaps;
  }

  private static String outputOf(List<LogItem> items) {
    List<Entry> entries = new ArrayList<>();
    for (LogItem item : items) {
      if (item instanceof LogItem.Journaled(Entry entry)) {
        entries.add(entry);
      }
    }
    return text(entries);
  }

  /** Its process may wait for the room; nobody waits for that of one that is over. */
  @Test
  @Tag("O18")
  void aLogThatStillGrowsIsTrimmedInHaste() throws Exception {
    ExecutionId id = written("hastily");
    trim(id, 3, Purpose.CLEAN_UP);
    rig.end(id, 4);
    await(rig.executions().awaitEnd(id, LONG));
    trim(id, 6, Purpose.CLEAN_UP);

    assertThat(rig.removals.of(id)).containsExactly(Haste.SOME, Haste.NONE);
  }

  @Test
  @Tag("O18")
  void wholeEntriesOfOutputGoAfterTheFactIsJournaledAndReadersSeeTheGap() throws Exception {
    ExecutionId id = written("trimmed");
    rig.end(id, 4);
    await(rig.executions().awaitEnd(id, LONG));
    int before = SignedLogs.withoutAnchors(rig.log(id)).size();

    TrimAnswer answer = trim(id, 7, Purpose.CLEAN_UP);
    TrimAnswer again = trim(id, 7, Purpose.CLEAN_UP);

    assertThat(answer).isEqualTo(new TrimAnswer.Trimmed(new Offset(6))).isEqualTo(again);
    assertThat(text(rig.log(id))).isEqualTo("ghi");
    List<Entry> left = SignedLogs.withoutAnchors(rig.log(id));
    assertThat(left).hasSize(before - 2 + 1);
    assertThat(left.getLast().event()).isInstanceOf(Event.Trimmed.class);
    List<LogItem> all = read(id, FIRST);
    assertThat(gaps(all)).containsExactly(gap(Channel.STDOUT, 0, 6, 6));
    assertThat(outputOf(all)).isEqualTo("ghi");
    assertThat(all.getLast()).isInstanceOf(LogItem.Journaled.class);
  }

  @Test
  void whatTheMachineRefusesRemovesNothing() throws Exception {
    ExecutionId id = written("refused");

    TrimAnswer beyond = trim(id, 10, Purpose.LIMIT);
    TrimAnswer unknown = trim(new ExecutionId("never-begun"), 1, Purpose.LIMIT);
    TrimAnswer nothing = trim(id, 2, Purpose.LIMIT);

    assertThat(beyond).isEqualTo(new TrimAnswer.Refused(new Refusal.BeyondEnd(new Offset(9))));
    assertThat(unknown).isEqualTo(new TrimAnswer.Refused(new Refusal.Absent()));
    assertThat(nothing).isEqualTo(new TrimAnswer.Trimmed(Offset.ZERO));
    assertThat(text(rig.log(id))).isEqualTo("abcdefghi");
  }

  @Test
  @Tag("O34")
  @Tag("O35")
  void afterARestartWithoutASnapshotWhatIsLeftTellsTheSameState() throws Exception {
    ExecutionId id = written("restarted");
    trim(id, 9, Purpose.LIMIT);
    rig.report(id, output(4, "jkl"));
    awaitAcknowledged(id, 4);
    rig.forgetSnapshot(id);

    State.Ended ended = (State.Ended) rig.endAfterARestart(id);

    assertThat(ended.progress().offset()).isEqualTo(new Offset(12));
    assertThat(ended.progress().lastSequence()).isEqualTo(4);
    assertThat(ended.progress().trimmed()).isEqualTo(new Cursor(new Offset(9), 9, 0));
    assertThat(text(rig.log(id))).isEqualTo("jkl");
  }

  @Test
  void rowsThatACrashLeftGoAtTheNextRecovery() throws Exception {
    ExecutionId id = written("crashed");
    rig.end(id, 4);
    await(rig.executions().awaitEnd(id, LONG));
    Cursor upTo = new Cursor(new Offset(6), 6, 0);
    rig.append(id, new Event.Trimmed(upTo, 6, 20, false, Instant.now()));
    assertThat(text(rig.log(id))).isEqualTo("abcdefghi");

    try (Restarted again = rig.restarted()) {
      await(again.executions().state(id));
      Awaitility.await().atMost(LONG).until(() -> text(rig.log(id)).equals("ghi"));
    }
  }

  @Test
  @Tag("O18")
  void whatAConsumerIsOwedIsNotCleanedUpAndAfterALimitItsSuccessorGetsTheGapFirst()
      throws Exception {
    ExecutionId id = rig.controlled("owed");
    write(id);
    Cursor place = new Cursor(new Offset(2), 2, 0);
    rig.executions().acknowledge(id, SESSION, place);
    rig.executions().leave(id, SESSION, place, false);

    TrimAnswer refused = trim(id, 6, Purpose.CLEAN_UP);
    TrimAnswer done = trim(id, 6, Purpose.LIMIT);
    Claim claim = new Claim(seat(new SessionId("next"), "key:1"), false, new StartFrom.OpenPlace());
    Taken successor = await(rig.executions().take(id, claim));
    rig.end(id, 4);
    List<LogItem> log = read(id, new Logs.Start.AtOffset(place.readsFrom()));

    assertThat(refused).isEqualTo(new TrimAnswer.Refused(new Refusal.Owed(new Offset(2))));
    assertThat(done).isEqualTo(new TrimAnswer.Trimmed(new Offset(6)));
    assertThat(successor)
        .isInstanceOfSatisfying(
            Taken.Yours.class, yours -> assertThat(yours.from()).isEqualTo(place));
    assertThat(gaps(log)).containsExactly(gap(Channel.STDOUT, 1, 6, 6));
    assertThat(outputOf(log)).isEqualTo("ghi");
  }

  @Test
  @Tag("O18")
  void afterTheEndOutputIsOwedAsLongAsTheSettingSays() throws Exception {
    ExecutionId id = rig.controlled("owed-after-the-end");
    write(id);
    rig.end(id, 4);
    await(rig.executions().awaitEnd(id, LONG));

    Awaitility.await()
        .atMost(LONG)
        .until(() -> trim(id, 9, Purpose.CLEAN_UP) instanceof TrimAnswer.Trimmed);

    assertThat(text(rig.log(id))).isEmpty();
  }

  @Test
  @Tag("O18")
  void aReaderThatIsOvertakenSeesTheGapAndGoesOn() throws Exception {
    ExecutionId id = rig.begun("overtaken");
    for (int sequence = 1; sequence <= 30; sequence++) {
      Channel channel = sequence % 3 == 0 ? Channel.STDERR : Channel.STDOUT;
      rig.report(id, new Report.Output(sequence, channel, 1, Payload.owning(new byte[100_000])));
      awaitAcknowledged(id, sequence);
    }
    SinkQueueWithCancel<LogItem> reader =
        rig.follow(id, FIRST)
            .runWith(
                Sink.<LogItem>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), rig.system());
    List<LogItem> items = new ArrayList<>();
    while (outputOf(items).isEmpty()) {
      items.add(await(reader.pull()).orElseThrow());
    }

    TrimAnswer answer = trim(id, 2_400_000, Purpose.LIMIT);
    rig.end(id, 31);
    for (var item = await(reader.pull()); item.isPresent(); item = await(reader.pull())) {
      items.add(item.orElseThrow());
    }

    assertThat(answer).isEqualTo(new TrimAnswer.Trimmed(new Offset(2_400_000)));
    List<Gap> gaps = gaps(items);
    assertThat(gaps).extracting(Gap::channel).containsExactly(Channel.STDOUT, Channel.STDERR);
    assertThat(gaps).allSatisfy(gap -> assertThat(gap.range().to().bytes()).isEqualTo(2_400_000));
    assertThat(outputOf(items).length() + gaps.getFirst().range().length()).isEqualTo(3_000_000);
  }
}
