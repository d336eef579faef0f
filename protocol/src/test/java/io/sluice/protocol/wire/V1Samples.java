package io.sluice.protocol.wire;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.V1ServerFrame.Role;
import io.sluice.protocol.wire.V1ServerFrame.StdinWindow;
import io.sluice.protocol.wire.V1ServerFrame.Totals;
import java.util.List;

/** One frame of every kind, with and without what is optional, in the order of the golden files. */
public final class V1Samples {
  private static final Payload BYTES =
      Payload.copyOf(new byte[] {0, (byte) 0xff, 10, 13, (byte) 0x80});
  private static final ExecutionId EXECUTION = new ExecutionId("exec-1");

  private V1Samples() {}

  public static List<V1ServerFrame> ofServer() {
    return List.of(
        new V1ServerFrame.Attached(
            EXECUTION,
            Role.CONTROLLER,
            new Generation(2),
            new Offset(9),
            new StdinWindow(new StdinOffset(3), new StdinOffset(1 << 20)),
            "running"),
        new V1ServerFrame.Attached(
            EXECUTION, Role.OBSERVER, Generation.NONE, Offset.ZERO, null, "ended"),
        new V1ServerFrame.Output(Channel.STDOUT, Offset.ZERO, 0, BYTES),
        new V1ServerFrame.Output(
            Channel.STDERR, new Offset(Long.MAX_VALUE - 5), Long.MAX_VALUE, BYTES),
        new V1ServerFrame.Position(new Offset(1L << 53)),
        new V1ServerFrame.Gap(Channel.STDERR, ByteRange.of(5, 9), "expired"),
        new V1ServerFrame.ChannelEnded(Channel.STDOUT, 7, new Offset(12)),
        new V1ServerFrame.Exit(0, null, "exited", new Offset(12), new Totals(7, 5), false, false),
        new V1ServerFrame.Exit(137, 9, "killed", new Offset(12), new Totals(7, 5), true, true),
        new V1ServerFrame.Exit(-1, null, "lost", Offset.ZERO, new Totals(0, 0), true, false),
        new V1ServerFrame.Preempted(new Generation(3), "key:other"),
        new V1ServerFrame.Preempted(new Generation(3), null),
        new V1ServerFrame.StdinAcknowledged(new StdinOffset(6)),
        new V1ServerFrame.StdinCredit(new StdinOffset(Long.MAX_VALUE)),
        new V1ServerFrame.Flushed("f-1", new Offset(12)),
        new V1ServerFrame.Failed("stdin_closed", "input after its end: \u00e4 \ud83d\ude80"),
        new V1ServerFrame.Exit(
            0, null, "exited", new Offset(12), new Totals(7, 5), false, false, "0a".repeat(32)));
  }

  public static List<V1ClientFrame> ofClient() {
    return List.of(
        new V1ClientFrame.Stdin(new StdinOffset(256), BYTES),
        new V1ClientFrame.Stdin(StdinOffset.ZERO, Payload.EMPTY),
        new V1ClientFrame.EndStdin(new StdinOffset(261)),
        new V1ClientFrame.Acknowledge(new Offset(Long.MAX_VALUE)),
        new V1ClientFrame.Credit(1 << 20),
        new V1ClientFrame.Resize(new TerminalSize(1, 65_535)),
        new V1ClientFrame.SendSignal(Signal.INT),
        new V1ClientFrame.Flush("f-1"));
  }

  /** The bytes of a message, whichever kind it is of. */
  public static Payload bytes(V1Message message) {
    return switch (message) {
      case V1Message.Text(String json) -> Payload.utf8(json);
      case V1Message.Binary(Payload bytes) -> bytes;
    };
  }
}
