package io.sluice.protocol.wire;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import org.jspecify.annotations.Nullable;

/** What a gateway tells a consumer by {@code sluice.v1}; {@link V1Frames} writes and reads it. */
public sealed interface V1ServerFrame {
  /**
   * The first frame: where this connection begins.
   *
   * @param generation of the controller; of an observer that of the last one that took control
   * @param from the offset of the first byte that may follow
   * @param stdin null for an observer
   * @param state the word for where the execution stands
   */
  record Attached(
      ExecutionId execution,
      Role role,
      Generation generation,
      Offset from,
      @Nullable StdinWindow stdin,
      String state)
      implements V1ServerFrame {}

  /** Whether it may write. */
  enum Role {
    OBSERVER,
    CONTROLLER
  }

  /**
   * What of its input is wanted.
   *
   * @param received everything before it is taken already: the controller goes on there
   * @param creditUpTo nothing at or after it may be sent yet
   */
  record StdinWindow(StdinOffset received, StdinOffset creditUpTo) {}

  /**
   * Output, the one binary frame.
   *
   * @param timeMicros since the spawn, by the runner's clock
   * @param payload 1 byte to {@link V1Frames#MAX_OUTPUT_BYTES}
   */
  record Output(Channel channel, Offset offset, long timeMicros, Payload payload)
      implements V1ServerFrame {}

  /** Nothing for this consumer's channels up to here; acknowledged like output. */
  record Position(Offset offset) implements V1ServerFrame {}

  /**
   * Bytes of the channel that nobody will get; acknowledged like output (O18).
   *
   * @param range of the log within which they lay
   * @param reason the word for why
   */
  record Gap(Channel channel, ByteRange range, String reason) implements V1ServerFrame {}

  /**
   * A channel is over (O20).
   *
   * @param bytes all that it had
   * @param offset where in the log that was
   */
  record ChannelEnded(Channel channel, long bytes, Offset offset) implements V1ServerFrame {}

  /**
   * The last frame before the close.
   *
   * @param exitCode 0 to 255, 128+n for a signal, −1 when nobody knows
   * @param signal its number; null: none ended it
   * @param reason the word for why it ended
   * @param offset the end of the log
   * @param incomplete whether output is missing (O7)
   * @param truncated whether a limit cut output off (O31)
   */
  record Exit(
      int exitCode,
      @Nullable Integer signal,
      String reason,
      Offset offset,
      Totals totals,
      boolean incomplete,
      boolean truncated,
      @Nullable String head)
      implements V1ServerFrame {
    /** Of a log that is not chained. */
    public Exit(
        int exitCode,
        @Nullable Integer signal,
        String reason,
        Offset offset,
        Totals totals,
        boolean incomplete,
        boolean truncated) {
      this(exitCode, signal, reason, offset, totals, incomplete, truncated, null);
    }
  }

  /** How many bytes each channel had (O19). */
  record Totals(long stdoutBytes, long stderrBytes) {}

  /**
   * Another consumer has control now; the close follows.
   *
   * @param generation the new one
   * @param by who; null: nobody has it
   */
  record Preempted(Generation generation, @Nullable String by) implements V1ServerFrame {}

  /** The runner wrote everything before it to the process. */
  record StdinAcknowledged(StdinOffset offset) implements V1ServerFrame {}

  /** Input may be sent up to here. */
  record StdinCredit(StdinOffset upTo) implements V1ServerFrame {}

  /**
   * The answer to a flush: everything that the process had written then lies before it (O32).
   *
   * @param id as the flush had it
   */
  record Flushed(String id, Offset offset) implements V1ServerFrame {}

  /** Something was refused, which ends nothing (C4). */
  record Failed(String code, String message) implements V1ServerFrame {}
}
