package io.sluice.gateway.attach;

import io.sluice.protocol.model.Channel;
import java.time.Duration;

/** What the timers of a connection are for. */
sealed interface Due {
  /** For the next acknowledgement after the end; the exit waits for the last one. */
  Duration ACKNOWLEDGE = Duration.ofSeconds(60);

  /** How often at most the place of a consumer that moves is journaled. */
  Duration JOURNAL = Duration.ofMillis(250);

  /** A sign of life of the peer. */
  record Ping() implements Due {}

  /** The place of the consumer, to be journaled. */
  record Place() implements Due {}

  /** News of control, after they could not be had. */
  record News() implements Due {}

  /** News of input, after they could not be had. */
  record Input() implements Due {}

  /** The acknowledgement of the end, or of more before it. */
  record Acknowledgement() implements Due {}

  /** Bytes held back that no whole character follows. */
  record Held(Channel channel, long channelBytes, Duration patience) implements Due {}
}
