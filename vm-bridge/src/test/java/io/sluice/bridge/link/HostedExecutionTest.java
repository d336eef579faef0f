package io.sluice.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.runner.Driver.Launch;
import io.sluice.protocol.runner.RunningProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HostedExecutionTest {
  private static final int MANY = 20_000;

  private final HostedExecution hosted =
      new HostedExecution(new ExecutionId("e"), new BoxId("b"), _ -> {});
  private final FakeProcess process = new FakeProcess();

  @Test
  @Tag("I12")
  void allInputThatOvertakesTheSpawnIsGivenInOrder() {
    StringBuilder all = new StringBuilder();
    for (int at = 0; at < MANY; at++) {
      String one = String.valueOf((char) ('a' + at % 26));
      all.append(one);
      hosted.stdin(new StdinOffset(at), Payload.utf8(one));
    }
    hosted.stdinEnd(new StdinOffset(MANY));

    hosted.launched(new Launch.Running(process));
    hosted.stdinEnd(new StdinOffset(MANY));

    assertThat(process.input.toString(StandardCharsets.UTF_8)).isEqualTo(all.toString());
    assertThat(process.ends).isEqualTo(1);
  }

  @Test
  @Tag("I2")
  void emptyInputIsNeitherWrittenNorAnEnd() {
    hosted.launched(new Launch.Running(process));

    hosted.stdin(StdinOffset.ZERO, Payload.EMPTY);
    hosted.stdin(StdinOffset.ZERO, Payload.utf8("a"));

    assertThat(process.input.toString(StandardCharsets.UTF_8)).isEqualTo("a");
    assertThat(process.ends).isZero();
  }

  /** Keeps its input. */
  private static final class FakeProcess implements RunningProcess {
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private int ends;

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void resumeReading() {}

    @Override
    public void writeStdin(Payload bytes) {
      assertThat(ends).isZero();
      input.writeBytes(bytes.toByteArray());
    }

    @Override
    public void endStdin() {
      ends++;
    }

    @Override
    public void flush(long number) {}

    @Override
    public void resize(TerminalSize size) {}

    @Override
    public void signal(Signal signal) {}

    @Override
    public void kill() {}
  }
}
