package io.sluice.gateway.attach;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.model.TerminalSize;
import org.jspecify.annotations.Nullable;

/** What a consumer asks of the execution that it reads. */
sealed interface Request {
  /**
   * Input.
   *
   * @param at null: after all that came before
   */
  record Write(@Nullable StdinOffset at, Payload bytes) implements Request {}

  /**
   * End of input.
   *
   * @param at null: after all that came before
   */
  record EndStdin(@Nullable StdinOffset at) implements Request {}

  /** Another size of the terminal. */
  record Resize(TerminalSize size) implements Request {}

  /** A signal. */
  record SendSignal(Signal signal) implements Request {}

  /** Where everything ends that was written before now. */
  record Flush(String id) implements Request {}
}
