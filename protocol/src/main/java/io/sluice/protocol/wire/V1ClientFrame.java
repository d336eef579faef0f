package io.sluice.protocol.wire;

import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;

/** What a consumer tells a gateway by {@code sluice.v1}; {@link V1Frames} writes and reads it. */
public sealed interface V1ClientFrame {
  /** Input, the one binary frame; may be empty, which is not its end (I2). */
  record Stdin(StdinOffset offset, Payload payload) implements V1ClientFrame {}

  /** All input lies before it; a repeat is fine (I7). */
  record EndStdin(StdinOffset offset) implements V1ClientFrame {}

  /** It has everything before it. */
  record Acknowledge(Offset offset) implements V1ClientFrame {}

  /**
   * So many more bytes may be unacknowledged.
   *
   * @param bytes positive
   */
  record Credit(long bytes) implements V1ClientFrame {}

  /** Give the terminal this size. */
  record Resize(TerminalSize size) implements V1ClientFrame {}

  /** Send this signal. */
  record SendSignal(Signal signal) implements V1ClientFrame {}

  /**
   * Say where everything that the process wrote before now ends (O32).
   *
   * @param id 1 to 64 visible ASCII characters, comes back with the answer
   */
  record Flush(String id) implements V1ClientFrame {}
}
