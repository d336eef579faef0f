package io.sluice.gateway.runner;

import io.sluice.gateway.execution.IntakeMessage.PlaceFound;
import io.sluice.gateway.execution.Wanted;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.RunnerId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a place, the longest accepted first: the same order after a restart of the gateway.
 * A turn may be reserved before the acceptance is journaled; nobody is given a place until then.
 */
final class WaitingLine {
  private final int limit;
  private final TreeMap<Turn, Waiting> inOrder =
      new TreeMap<>(Comparator.comparing(Turn::since).thenComparing(turn -> turn.id().value()));
  private final Map<ExecutionId, Turn> turns = new HashMap<>();

  private record Turn(Instant since, ExecutionId id) {}

  /**
   * One that waits.
   *
   * @param replyTo null: its acceptance is not journaled yet
   */
  record Waiting(Wanted wanted, @Nullable ActorRef<PlaceFound> replyTo) {}

  WaitingLine(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  int size() {
    return turns.size();
  }

  boolean isFull() {
    return size() >= limit;
  }

  /** Null: it is not here. */
  @Nullable Waiting of(ExecutionId id) {
    Turn turn = turns.get(id);
    return turn == null ? null : inOrder.get(turn);
  }

  /** Takes the turn of its acceptance, or keeps it. */
  void put(Waiting waiting) {
    ExecutionId id = waiting.wanted().execution();
    remove(id);
    Turn turn = new Turn(waiting.wanted().since(), id);
    turns.put(id, turn);
    inOrder.put(turn, waiting);
  }

  void remove(ExecutionId id) {
    Turn turn = turns.remove(id);
    if (turn != null) {
      inOrder.remove(turn);
    }
  }

  /** From 1; 0: it is not here. */
  int position(ExecutionId id) {
    Turn turn = turns.get(id);
    return turn == null ? 0 : inOrder.headMap(turn, true).size();
  }

  /** How many wait for a place on that runner and no other. */
  int waitingFor(RunnerId runner) {
    return (int)
        inOrder.values().stream().filter(waiting -> runner.equals(waiting.wanted().home())).count();
  }

  /** Those that can be given a place, in order. */
  List<Waiting> ready() {
    return inOrder.values().stream().filter(waiting -> waiting.replyTo() != null).toList();
  }
}
