package io.sluice.gateway.it;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Rounds of {@link Conversations} that nobody begins until something has been broken, so that it
 * breaks in the middle of all of them.
 */
final class Gates {
  private final Map<Integer, CountDownLatch> gates;
  private int most;

  Gates(Collection<Integer> before) {
    gates =
        before.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    _ -> new CountDownLatch(1),
                    (one, _) -> one,
                    TreeMap::new));
  }

  void open(int round) {
    Objects.requireNonNull(gates.get(round), "there is no gate").countDown();
  }

  void pass(int round) throws InterruptedException {
    CountDownLatch gate = gates.get(round);
    if (gate != null) {
      gate.await();
    }
  }

  synchronized void answered(int round) {
    most = Math.max(most, round);
  }

  /** The first of all had this answer: the others are on their way to it. */
  void awaitFirstAnswer(int round) {
    Awaitility.await().atMost(Rig.LONG).until(() -> most() >= round);
  }

  private synchronized int most() {
    return most;
  }
}
