package io.sluice.bridge.link;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunningProcess;
import io.sluice.protocol.runner.StdinIntake;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The input of one execution on its way to the process, which may be still to come. Not safe for
 * threads: its execution guards it.
 */
final class HostedInput {
  private static final Logger LOG = LoggerFactory.getLogger(HostedInput.class);

  private final ExecutionId id;
  private final StdinIntake intake = new StdinIntake(LinkLimits.STDIN_WINDOW_BYTES);
  private final ByteArrayOutputStream early = new ByteArrayOutputStream();
  private @Nullable RunningProcess process;

  HostedInput(ExecutionId id) {
    this.id = id;
  }

  StdinIntake intake() {
    return intake;
  }

  /** Whether it is to be answered at once, since nothing of it goes to the process. */
  boolean offer(StdinOffset offset, Payload bytes) {
    return isToBeAnswered(intake.offer(offset, bytes));
  }

  /** The same of the end. */
  boolean end(StdinOffset offset) {
    return isToBeAnswered(intake.end(offset));
  }

  void begin(RunningProcess running) {
    process = running;
    if (early.size() > 0) {
      running.writeStdin(Payload.owning(early.toByteArray()));
      early.reset();
    }
    if (intake.isEnded()) {
      running.endStdin();
    }
  }

  private boolean isToBeAnswered(StdinIntake.Verdict verdict) {
    switch (verdict) {
      case StdinIntake.Verdict.Apply(Payload bytes) -> {
        give(bytes);
        return false;
      }
      case StdinIntake.Verdict.PassOver() -> {}
      case StdinIntake.Verdict.Refuse(String why) ->
          LOG.warn("refused input of execution {}: {}", id, why);
    }
    return true;
  }

  private void give(Payload bytes) {
    if (process == null) {
      // Its end needs no place of its own: the intake knows it. The window bounds the rest.
      early.writeBytes(bytes.toByteArray());
    } else if (bytes.isEmpty()) {
      process.endStdin();
    } else {
      process.writeStdin(bytes);
    }
  }
}
