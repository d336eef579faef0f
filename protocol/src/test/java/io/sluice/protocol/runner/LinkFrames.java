package io.sluice.protocol.runner;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One frame of every kind, with the choices inside it. */
public final class LinkFrames {
  static final ExecutionId EXECUTION = new ExecutionId("exec-1");
  static final Payload BYTES = Payload.copyOf(new byte[] {0, (byte) 0xff, 10, 13, (byte) 0x80});

  private LinkFrames() {}

  public static List<RunnerFrame> ofRunner() {
    return List.of(
        new RunnerFrame.Hello(
            1,
            new RunnerId("local"),
            new Incarnation("i-7"),
            Map.of("zone", "a"),
            64,
            List.of("process"),
            List.of(new RunnerFrame.Held(EXECUTION, 9, 7, new StdinOffset(5), true))),
        new RunnerFrame.Started(EXECUTION, 4711),
        new RunnerFrame.StartFailed(EXECUTION, StartFailure.PROGRAM_NOT_FOUND, "sluice: ä: no"),
        reported(new Report.Output(1, Channel.STDOUT, 12, BYTES)),
        reported(new Report.Output(Long.MAX_VALUE, Channel.STDERR, Long.MAX_VALUE, BYTES)),
        reported(new Report.ChannelEnded(2, Channel.STDOUT, 13, ChannelEnding.COMPLETE)),
        reported(new Report.ChannelEnded(3, Channel.STDERR, 13, ChannelEnding.ABANDONED)),
        reported(new Report.ChannelEnded(3, Channel.STDERR, 13, ChannelEnding.READ_FAILED)),
        reported(new Report.Exited(4, 14, new ExitStatus.Code(7), false)),
        reported(new Report.Exited(4, 14, new ExitStatus.Signalled(9), true)),
        reported(new Report.Exited(4, 14, new ExitStatus.Unknown(), false)),
        new RunnerFrame.StdinAcknowledged(EXECUTION, new StdinOffset(3), false),
        new RunnerFrame.Flushed(EXECUTION, 2, 9),
        new RunnerFrame.BeatAnswered(8),
        new RunnerFrame.Hello(
            1,
            new RunnerId("local"),
            new Incarnation("i-7"),
            Map.of(),
            1,
            List.of("process", "bubblewrap"),
            List.of(),
            "1.2.3"));
  }

  private static final CommandSpec FULL =
      new CommandSpec(
          "sh",
          List.of("-c", "echo \u0001 \u20ac \ud83d\ude00", ""),
          Map.of("A", "b=c", "EMPTY", ""),
          "/tmp",
          new TerminalSize(80, 24),
          Duration.ofMillis(1500),
          CommandSpec.StdinMode.OPEN);

  private static final CommandSpec PLAIN =
      new CommandSpec("true", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.CLOSED);

  public static List<GatewayFrame> ofGateway() {
    return List.of(
        new GatewayFrame.Welcome(new Incarnation("g-1"), Map.of(EXECUTION, 3L)),
        start(new BoxLimits(512, 2, 100), null, FULL),
        start(BoxLimits.NONE, null, PLAIN),
        start(BoxLimits.NONE, "bubblewrap", PLAIN),
        new GatewayFrame.Acknowledged(EXECUTION, 5),
        new GatewayFrame.Stdin(EXECUTION, new StdinOffset(9), BYTES),
        new GatewayFrame.Stdin(EXECUTION, StdinOffset.ZERO, Payload.EMPTY),
        new GatewayFrame.StdinEnd(EXECUTION, new StdinOffset(14)),
        new GatewayFrame.Resize(EXECUTION, new TerminalSize(1, 65_535)),
        new GatewayFrame.SendSignal(EXECUTION, Signal.WINCH),
        new GatewayFrame.Kill(EXECUTION),
        new GatewayFrame.StopBox(new BoxId("box")),
        new GatewayFrame.RemoveBox(new BoxId("box")),
        new GatewayFrame.Beat(8));
  }

  private static GatewayFrame start(
      BoxLimits limits, @Nullable String driver, CommandSpec command) {
    return new GatewayFrame.Start(EXECUTION, new BoxId("box"), limits, driver, command);
  }

  private static RunnerFrame reported(Report report) {
    return new RunnerFrame.Reported(EXECUTION, report);
  }
}
