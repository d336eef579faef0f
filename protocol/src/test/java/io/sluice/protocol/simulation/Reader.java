package io.sluice.protocol.simulation;

import io.sluice.protocol.simulation.Frames.FromConsumer;
import io.sluice.protocol.simulation.Frames.ToConsumer;
import org.jspecify.annotations.Nullable;

/** A consumer, as the world sees it. */
sealed interface Reader permits OffsetReader, PlainReader {
  void begin();

  /** It has everything. */
  boolean isDone();

  /** The connection that it uses now; null: none. */
  @Nullable Connection<FromConsumer, ToConsumer> connection();

  /** It does nothing for a while. */
  void stall();
}
