package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Follower.Action;
import io.sluice.protocol.follow.Follower.Input;
import io.sluice.protocol.follow.Follower.State;
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
        new State.Replaying(10),
        new State.Joining(10),
        new State.Live(10),
        new State.Ended(10),
        new State.Failed(10));
  }

  private static Map<String, Input> inputs() {
    Map<String, Input> inputs = new LinkedHashMap<>();
    inputs.put("page, next, more", new Input.Page(10, 5, true));
    inputs.put("page, next, last", new Input.Page(10, 5, false));
    inputs.put("page, earlier, more", new Input.Page(7, 5, true));
    inputs.put("page, known, more", new Input.Page(5, 5, true));
    inputs.put("page, empty, last", new Input.Page(10, 0, false));
    inputs.put("page, later, more", new Input.Page(11, 5, true));
    inputs.put("ring, next", new Input.Ring(10, 5));
    inputs.put("ring, earlier", new Input.Ring(7, 5));
    inputs.put("ring, later", new Input.Ring(11, 5));
    inputs.put("in the journal", new Input.InJournal());
    inputs.put("nothing yet", new Input.NothingYet());
    inputs.put("over", new Input.Over());
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
    Follower.Step step = Follower.step(new State.Live(10), new Input.Ring(7, 5));

    assertThat(step.actions()).containsExactly(new Action.Deliver(3, 2), new Action.Pull(12));
  }

  @Test
  void aHoleIsNeverPassedOver() {
    Follower.Step step = Follower.step(new State.Replaying(10), new Input.Page(12, 5, true));

    assertThat(step.actions()).containsExactly(new Action.Fail(10, 12));
  }

  @Test
  @Tag("O14")
  void betweenJournalAndMemoryEachEntryComesOnceWhateverIsCommittedMeanwhile() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      long first = 1L + random.nextInt(20);
      SimulatedLog log = new SimulatedLog(random, 20L + random.nextInt(200));

      List<Long> delivered = log.read(first);

      assertThat(delivered)
          .as("seed %d", seed)
          .isEqualTo(LongStream.rangeClosed(first, log.last).boxed().toList());
    }
  }

  /** Commits between any two steps, forgets, restarts empty, and answers with more than asked. */
  private static final class SimulatedLog {
    private final Random random;
    private final long last;
    private long committed;
    private long ringFirst = 1;

    SimulatedLog(Random random, long last) {
      this.random = random;
      this.last = last;
    }

    List<Long> read(long from) {
      List<Long> delivered = new ArrayList<>();
      Follower.Step step = Follower.begin(from);
      while (!(step.state() instanceof State.Ended)) {
        commitSome();
        long first = 0;
        Input input = new Input.Cut();
        if (step.actions().getLast() instanceof Action.ReadJournal(long wanted)) {
          first = wanted - random.nextInt((int) Math.min(wanted, 3));
          int count = (int) Math.min(1 + random.nextInt(9), committed - first + 1);
          input = new Input.Page(first, count, random.nextInt(4) > 0 && count > 0);
        } else if (step.actions().getLast() instanceof Action.Pull(long wanted)) {
          first = Math.max(ringFirst, wanted - random.nextInt(3));
          input = pulled(wanted, first);
        }
        step = Follower.step(step.state(), input);
        for (Action action : step.actions()) {
          if (action instanceof Action.Deliver(int skip, int count)) {
            LongStream.range(first + skip, first + skip + count).forEach(delivered::add);
          }
        }
      }
      return delivered;
    }

    private void commitSome() {
      committed = Math.min(last, committed + random.nextInt(6));
      if (random.nextInt(10) == 0) {
        ringFirst = committed + 1;
      }
      ringFirst = Math.max(ringFirst, committed - 10 - random.nextInt(10));
    }

    private Input pulled(long wanted, long first) {
      if (wanted > committed) {
        return committed == last ? new Input.Over() : new Input.NothingYet();
      }
      return wanted >= ringFirst
          ? new Input.Ring(first, (int) (committed - first + 1))
          : new Input.InJournal();
    }
  }
}
