package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Executions.Flushed;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.runner.GatewayFrame;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Asks the runner what the process has written, one question at a time, and answers when that is
 * journaled. Who asks meanwhile waits for the next question: the answer to this one may leave out
 * what was written since.
 */
final class FlushDesk {
  private static final int MOST_WAITING = 1_000;

  private final ExecutionId id;
  private final RunnerSide runner;
  private List<ActorRef<Flushed>> asked = new ArrayList<>();
  private List<ActorRef<Flushed>> next = new ArrayList<>();
  private Question question = new Question.None();
  private long lastNumber;

  /** What the runner is being asked. */
  private sealed interface Question {
    record None() implements Question {}

    record Open(long number) implements Question {}

    /** Journaled up to this sequence it can be answered. */
    record Told(long sequence) implements Question {}
  }

  /**
   * @param lastNumber above those that an earlier life of this entity gave: the runner may answer
   *     them still
   */
  FlushDesk(ExecutionId id, RunnerSide runner, long lastNumber) {
    this.id = id;
    this.runner = runner;
    this.lastNumber = lastNumber;
  }

  /** The number that questions begin after. */
  static long newLife(State recovered, InstantSource clock) {
    return recovered instanceof State.Assigned ? clock.millis() : 0;
  }

  void ask(ActorRef<Flushed> replyTo, State state) {
    if (asked.size() + next.size() >= MOST_WAITING) {
      replyTo.tell(new Flushed.TooMany());
      return;
    }
    next.add(replyTo);
    follow(state);
  }

  void told(long number, long sequence, State state) {
    if (question instanceof Question.Open(long open) && open == number) {
      question = new Question.Told(sequence);
      follow(state);
    }
  }

  /** The question, or its answer, may have been lost with the last link. */
  void linkedAgain(State state) {
    if (question instanceof Question.Open) {
      asked.addAll(next);
      next = asked;
      asked = new ArrayList<>();
      question = new Question.None();
    }
    follow(state);
  }

  /** Answers what can be answered in this state. */
  void follow(State state) {
    switch (state) {
      // Nothing was written yet, or nothing will be any more.
      case State.Absent _, State.Accepted _ -> answerAll(Offset.ZERO);
      case State.Ended ended -> answerAll(ended.progress().offset());
      case State.Assigned assigned -> {
        if (question instanceof Question.Told(long sequence)
            && sequence <= assigned.progress().lastSequence()) {
          answerAsked(assigned.progress().offset());
        }
        if (question instanceof Question.None && !next.isEmpty()) {
          askRunner();
        }
      }
    }
  }

  private void askRunner() {
    lastNumber++;
    question = new Question.Open(lastNumber);
    asked = next;
    next = new ArrayList<>();
    runner.send(List.of(new GatewayFrame.Flush(id, lastNumber)));
  }

  private void answerAsked(Offset offset) {
    asked.forEach(replyTo -> replyTo.tell(new Flushed.UpTo(offset)));
    asked = new ArrayList<>();
    question = new Question.None();
  }

  private void answerAll(Offset offset) {
    asked.addAll(next);
    next = new ArrayList<>();
    answerAsked(offset);
  }
}
