package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.Damages;
import io.sluice.gateway.attach.LogFollower;
import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.attach.SharedPages;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers that begin anywhere while a log is written, over a real journal. */
@ExtendWith(SharedRig.class)
class FollowOverPostgresTest {
  private static final int REPORTS = 320;
  private static final int BYTES = 16 * 1024;

  private static final int READERS = 12;

  private final ExecutionsRig rig;

  FollowOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("O14")
  @Tag("O16")
  @Tag("O22")
  void whoeverBeginsWhereverGetsEachEntryOnceInOrderWhileTheLogIsWritten() throws Exception {
    ExecutionId id = rig.begun("followed");
    Random random = new Random(7);
    List<Logs.Start> starts = new ArrayList<>();
    List<CompletionStage<List<LogItem>>> readers = new ArrayList<>();
    for (int sequence = 1; sequence <= REPORTS; sequence++) {
      if (sequence % 32 == 1) {
        Logs.Start start = start(random, (sequence - 1) / 64 * 64);
        starts.add(start);
        readers.add(rig.follow(id, start).runWith(Sink.seq(), rig.system()));
      }
      report(id, sequence);
    }
    rig.end(id, REPORTS + 1);

    for (int reader = 0; reader < readers.size(); reader++) {
      List<Long> numbers = numbers(await(readers.get(reader)));

      assertThat(numbers)
          .as("%s", starts.get(reader))
          .isEqualTo(
              LongStream.rangeClosed(numbers.getFirst(), numbers.getLast()).boxed().toList());
      assertThat(numbers.getFirst()).isEqualTo(first(id, starts.get(reader)));
    }
  }

  @Test
  @Tag("O22")
  @Tag("O24")
  void manyReadersOfTheSameRegionMakeAsManyQueriesAsOne() throws Exception {
    ExecutionId id = rig.begun("shared");
    for (int sequence = 1; sequence <= REPORTS; sequence++) {
      report(id, sequence);
    }
    rig.end(id, REPORTS + 1);
    await(rig.executions().awaitEnd(id, ExecutionsRig.LONG));
    SignedLogs.await(rig, id);
    CountedJournal forOne = new CountedJournal(rig.journal);
    CountedJournal forMany = new CountedJournal(rig.journal);

    List<LogItem> one = await(read(new SharedPages(forOne, 32 << 20), id));
    SharedPages shared = new SharedPages(forMany, 32 << 20);
    List<CompletionStage<List<LogItem>>> many = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      many.add(read(shared, id));
    }

    for (CompletionStage<List<LogItem>> reader : many) {
      assertThat(await(reader)).isEqualTo(one);
    }
    assertThat(forOne.pages()).isGreaterThan(1);
    // The last page may still grow, so it is not kept: each reader may ask for it.
    assertThat(forMany.pages()).isLessThan(forOne.pages() + READERS);
  }

  private CompletionStage<List<LogItem>> read(SharedPages pages, ExecutionId id) {
    return new LogFollower(rig.executions(), pages, new Activity(() -> 0).readers(), new Damages())
        .follow(id, new Logs.Start.AfterEntry(0))
        .runWith(Sink.seq(), rig.system());
  }

  @Test
  @Tag("O23")
  void aReaderThatStandsStillHoldsNobodyElseUp() throws Exception {
    ExecutionId id = rig.begun("stalled");
    SinkQueueWithCancel<LogItem> stalled =
        rig.follow(id, new Logs.Start.AfterEntry(0)).runWith(Sink.<LogItem>queue(1), rig.system());
    await(stalled.pull());

    for (int sequence = 1; sequence <= REPORTS; sequence++) {
      report(id, sequence);
    }
    rig.end(id, REPORTS + 1);
    List<LogItem> others =
        await(rig.follow(id, new Logs.Start.AfterEntry(0)).runWith(Sink.seq(), rig.system()));
    List<LogItem> rest = new ArrayList<>();
    for (var item = await(stalled.pull()); item.isPresent(); item = await(stalled.pull())) {
      rest.add(item.orElseThrow());
    }

    assertThat(rest).isEqualTo(others.subList(1, others.size()));
  }

  /** In what is committed: who begins beyond it gets what is committed meanwhile first. */
  private static Logs.Start start(Random random, int written) {
    long offset = (long) written * BYTES;
    return random.nextBoolean()
        ? new Logs.Start.AfterEntry(0)
        : new Logs.Start.AtOffset(new Offset(random.nextLong(offset + 1)));
  }

  /** Within the runner's window. */
  private void report(ExecutionId id, int sequence) {
    Channel channel = sequence % 5 == 0 ? Channel.STDERR : Channel.STDOUT;
    rig.report(id, new Report.Output(sequence, channel, 1, Payload.owning(new byte[BYTES])));
    if (sequence % 64 == 0) {
      long acknowledged = 0;
      while (acknowledged < sequence) {
        acknowledged = rig.acknowledgement(id);
      }
    }
  }

  private long first(ExecutionId id, Logs.Start start) throws Exception {
    if (!(start instanceof Logs.Start.AtOffset(Offset offset)) || offset.equals(Offset.ZERO)) {
      return 1;
    }
    return rig.log(id).stream()
        .filter(
            entry ->
                entry.event() instanceof Event.OutputAppended output
                    && offset.isBefore(output.offset().plus(output.payload().size())))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private static List<Long> numbers(List<LogItem> items) {
    return items.stream()
        .map(item -> ((LogItem.Journaled) item).entry())
        .map(Entry::number)
        .toList();
  }
}
