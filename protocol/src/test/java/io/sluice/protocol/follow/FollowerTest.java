package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Follower.Action;
import io.sluice.protocol.follow.Follower.Entry;
import io.sluice.protocol.follow.Follower.Input;
import io.sluice.protocol.follow.Follower.Reached;
import io.sluice.protocol.follow.Follower.State;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FollowerTest {
  private static final int SEEDS = 1_000;
  private static final Reached TEN = new Reached(10, at(9), false, Offset.ZERO);

  @Test
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(Follower.class);

    List<String> actual = new ArrayList<>();
    inputs()
        .forEach(
            (name, input) ->
                actual.add(
                    JavadocTable.row(
                        name, states().stream().map(state -> cell(state, input)).toList())));

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static List<State> states() {
    return List.of(
        new State.Replaying(TEN),
        new State.Joining(TEN),
        new State.Live(TEN),
        new State.Checking(TEN, 11),
        new State.Ended(TEN),
        new State.Failed(TEN));
  }

  /** So many entries, each of one byte: as many as its number lie before the next. */
  private static List<Entry> entries(long first, int count) {
    return LongStream.range(first, first + count).mapToObj(FollowerTest::entry).toList();
  }

  private static Entry entry(long number) {
    return new Entry(number, at(number - 1), at(number));
  }

  private static Cursor at(long bytes) {
    return new Cursor(new Offset(bytes), bytes, 0);
  }

  private static Map<String, Input> inputs() {
    Map<String, Input> inputs = new LinkedHashMap<>();
    inputs.put("page, next, more", new Input.Page(entries(10, 5), true));
    inputs.put("page, next, last", new Input.Page(entries(10, 5), false));
    inputs.put("page, earlier, more", new Input.Page(entries(7, 5), true));
    inputs.put("page, known, more", new Input.Page(entries(5, 5), true));
    inputs.put("page, empty, last", new Input.Page(List.of(), false));
    inputs.put("page, later, more", new Input.Page(entries(11, 5), true));
    inputs.put("ring, next", new Input.Ring(entries(10, 5)));
    inputs.put("ring, earlier", new Input.Ring(entries(7, 5)));
    inputs.put("ring, later", new Input.Ring(entries(11, 5)));
    inputs.put("in the journal", new Input.InJournal());
    inputs.put("nothing yet", new Input.NothingYet());
    inputs.put("over", new Input.Over());
    inputs.put("trimmed, further", new Input.Trimmed(new Offset(10)));
    inputs.put("trimmed, no further", new Input.Trimmed(Offset.ZERO));
    inputs.put("cut", new Input.Cut());
    return inputs;
  }

  private static String cell(State state, Input input) {
    Follower.Step step = Follower.step(state, input);
    return step.state().equals(state) && step.actions().isEmpty()
        ? "="
        : step.state().getClass().getSimpleName();
  }

  @Test
  void whatWasHandedOnIsSkipped() {
    Follower.Step step = Follower.step(new State.Live(TEN), new Input.Ring(entries(7, 5)));

    assertThat(step.actions()).containsExactly(new Action.Deliver(3, 2), new Action.Pull(12));
  }

  @Test
  void aHoleIsNeverPassedOver() {
    Follower.Step found =
        Follower.step(new State.Replaying(TEN), new Input.Page(entries(12, 5), true));
    Follower.Step asked = Follower.step(found.state(), new Input.Trimmed(Offset.ZERO));
    Follower.Step lost =
        Follower.step(
            new State.Replaying(new Reached(10, null, false, Offset.ZERO)),
            new Input.Page(entries(12, 5), true));

    assertThat(found.actions()).containsExactly(new Action.AskTrimmed());
    assertThat(asked.actions()).containsExactly(new Action.Fail(10, 12));
    assertThat(lost.actions()).containsExactly(new Action.Fail(10, 12));
  }

  @Test
  @Tag("O18")
  void aHoleWhereOutputWasTrimmedIsToldOnItsChannelsAndOnlyThere() {
    Entry next =
        new Entry(20, new Cursor(new Offset(30), 25, 5), new Cursor(new Offset(31), 26, 5));
    Entry elsewhere = new Entry(21, new Cursor(new Offset(33), 28, 5), null);
    Input page = new Input.Page(List.of(entry(10), silent(12), next, elsewhere), true);

    Follower.Step found = Follower.step(new State.Replaying(TEN), page);
    Follower.Step asked = Follower.step(found.state(), new Input.Trimmed(new Offset(30)));
    Follower.Step read = Follower.step(asked.state(), page);
    Follower.Step again = Follower.step(read.state(), new Input.Trimmed(new Offset(30)));

    assertThat(found.actions()).containsExactly(new Action.Deliver(0, 2), new Action.AskTrimmed());
    assertThat(asked.actions()).containsExactly(new Action.ReadJournal(13));
    assertThat(read.actions())
        .containsExactly(
            new Action.Missing(List.of(gap(Channel.STDOUT, 25), gap(Channel.STDERR, 5)), 20),
            new Action.Deliver(2, 1),
            new Action.AskTrimmed());
    assertThat(again.actions()).containsExactly(new Action.Fail(21, 21));
  }

  /** It says nothing of where it stands. */
  private static Entry silent(long number) {
    return new Entry(number, null, null);
  }

  private static Gap gap(Channel channel, long bytes) {
    return new Gap(channel, ByteRange.of(10, 30), bytes, Gap.Reason.TRIMMED);
  }

  @Test
  @Tag("O14")
  void betweenJournalAndMemoryEachEntryComesOnceWhateverIsCommittedMeanwhile() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      long first = 1L + random.nextInt(20);
      SimulatedLog log = new SimulatedLog(random, 20L + random.nextInt(200), false);

      List<Long> delivered = log.read(first);

      assertThat(delivered)
          .as("seed %d", seed)
          .isEqualTo(LongStream.rangeClosed(first, log.last).boxed().toList());
    }
  }

  @Test
  @Tag("O18")
  void whoIsOvertakenByATrimGetsEachEntryOrIsToldOfIt() {
    int told = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SimulatedLog log = new SimulatedLog(random, 20L + random.nextInt(200), true);

      List<Long> accounted = log.read(1);
      told += log.told;

      assertThat(accounted)
          .as("seed %d", seed)
          .isEqualTo(LongStream.rangeClosed(1, log.last).boxed().toList());
    }
    assertThat(told).isPositive();
  }

  /** Commits between any two steps, forgets, restarts empty, and answers with more than asked. */
  private static final class SimulatedLog {
    private final Random random;
    private final long last;
    private final boolean trims;
    private long trimmed;
    private int told;
    private long committed;
    private long ringFirst = 1;

    SimulatedLog(Random random, long last, boolean trims) {
      this.random = random;
      this.last = last;
      this.trims = trims;
    }

    List<Long> read(long from) {
      List<Long> delivered = new ArrayList<>();
      Follower.Step step = Follower.begin(from, at(from - 1));
      while (!(step.state() instanceof State.Ended)) {
        commitSome();
        List<Entry> found = found(step.actions().getLast());
        step = Follower.step(step.state(), answer(step.actions().getLast(), found));
        for (Action action : step.actions()) {
          if (action instanceof Action.Deliver(int skip, int count)) {
            found.subList(skip, skip + count).forEach(entry -> delivered.add(entry.number()));
          } else if (action instanceof Action.Missing(var gaps, _)) {
            told++;
            ByteRange range = gaps.getFirst().range();
            LongStream.range(range.from().bytes(), range.to().bytes())
                .forEach(byteBefore -> delivered.add(byteBefore + 1));
          }
        }
      }
      return delivered;
    }

    private List<Entry> found(Action request) {
      if (request instanceof Action.ReadJournal(long wanted)) {
        long first = Math.max(trimmed + 1, wanted - random.nextInt((int) Math.min(wanted, 3)));
        return entries(first, (int) Math.min(1 + random.nextInt(9), committed - first + 1));
      }
      if (request instanceof Action.Pull(long wanted) && ringHolds(wanted)) {
        long first = Math.max(ringFirst, wanted - random.nextInt(3));
        return entries(first, (int) (committed - first + 1));
      }
      return List.of();
    }

    private boolean ringHolds(long wanted) {
      return ringFirst <= wanted && wanted <= committed;
    }

    private Input answer(Action request, List<Entry> found) {
      return switch (request) {
        case Action.ReadJournal _ -> new Input.Page(found, random.nextInt(4) > 0);
        case Action.AskTrimmed _ -> new Input.Trimmed(new Offset(trimmed));
        case Action.Pull(long wanted) when wanted > committed ->
            committed == last ? new Input.Over() : new Input.NothingYet();
        case Action.Pull(long wanted) ->
            ringHolds(wanted) ? new Input.Ring(found) : new Input.InJournal();
        case Action.Deliver _, Action.Missing _, Action.Complete _, Action.Fail _ ->
            throw new AssertionError("no request: " + request);
      };
    }

    private void commitSome() {
      committed = Math.min(last, committed + random.nextInt(6));
      if (random.nextInt(10) == 0) {
        ringFirst = committed + 1;
      }
      ringFirst = Math.max(ringFirst, committed - 10 - random.nextInt(10));
      // The last entry tells the end, and stays.
      if (trims && committed > 2 && random.nextInt(6) == 0) {
        trimmed = Math.max(trimmed, random.nextLong(committed - 1));
        ringFirst = Math.max(ringFirst, trimmed + 1);
      }
    }
  }
}
