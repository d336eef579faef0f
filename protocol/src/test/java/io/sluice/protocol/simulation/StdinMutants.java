package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Decision;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.StdinLedger;
import io.sluice.protocol.execution.StdinLedger.Input;
import io.sluice.protocol.execution.StdinMarks;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.StdinIntake;
import io.sluice.protocol.runner.StdinIntake.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Mistakes about control and input. */
final class StdinMutants {
  private StdinMutants() {}

  /** Who lost control writes on. */
  record FenceNotChecked() implements Machines {
    @Override
    public boolean mayWrite(State state, SessionId session) {
      return true;
    }
  }

  /** A preemption raises no generation. */
  record GenerationNotRaised() implements Machines {
    @Override
    public Decision decide(State state, Command command, Instant now) {
      Decision decision = Execution.decide(state, command, now);
      if (!(decision instanceof Decision.Accepted(var events))) {
        return decision;
      }
      List<Event> wrong = new ArrayList<>();
      for (Event event : events) {
        wrong.add(
            event instanceof Event.ControlTaken t && t.displaced() != null
                ? new Event.ControlTaken(
                    t.seat(),
                    new Generation(t.generation().number() - 1),
                    t.from(),
                    t.displaced(),
                    t.at())
                : event);
      }
      return new Decision.Accepted(wrong);
    }
  }

  /** What comes again is taken again. */
  record OverlapTaken() implements Machines {
    @Override
    public StdinLedger.Step stdin(StdinLedger.State state, Input input) {
      StdinOffset received = state.marks().received();
      return input instanceof Input.Offered(var at, int bytes) && at.isBefore(received)
          ? StdinLedger.step(state, new Input.Offered(received, bytes))
          : StdinLedger.step(state, input);
    }
  }

  /** What is missing before input is not asked for. */
  record GapTaken() implements Machines {
    @Override
    public StdinLedger.Step stdin(StdinLedger.State state, Input input) {
      StdinOffset received = state.marks().received();
      return input instanceof Input.Offered(var at, int bytes) && received.isBefore(at)
          ? StdinLedger.step(state, new Input.Offered(received, bytes))
          : StdinLedger.step(state, input);
    }
  }

  /** A link that was cut is taken to have brought everything. */
  record NotSentAgain() implements Machines {
    @Override
    public StdinLedger.Step stdin(StdinLedger.State state, Input input) {
      return input instanceof Input.LinkedAgain
          ? new StdinLedger.Step(state, List.of())
          : StdinLedger.step(state, input);
    }
  }

  /** After a crash, what the runner has and the process did not read yet is taken for unknown. */
  record ResumedAtWritten() implements Machines {
    @Override
    public StdinLedger.State resumeStdin(
        StdinMarks.Limits limits, StdinOffset taken, StdinOffset written) {
      return StdinLedger.resumed(limits, written, written);
    }
  }

  /** The runner gives the process what comes, known or not. */
  record RepeatsGivenToTheProcess() implements Machines {
    @Override
    public Verdict offer(StdinIntake intake, StdinOffset at, Payload bytes) {
      return at.isBefore(intake.taken())
          ? intake.offer(intake.taken(), bytes)
          : intake.offer(at, bytes);
    }
  }

  /** An end that comes again is given again. */
  record EndGivenTwice() implements Machines {
    @Override
    public Verdict end(StdinIntake intake, StdinOffset at) {
      return intake.isEnded() ? new Verdict.Apply(Payload.EMPTY) : intake.end(at);
    }
  }
}
