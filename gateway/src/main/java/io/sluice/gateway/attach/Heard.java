package io.sluice.gateway.attach;

import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.wire.WireFault;

/** What a frame of the peer means. */
sealed interface Heard {
  /** It concerns what is delivered to it. */
  record OfDelivery(Input input) implements Heard {}

  /** It concerns the execution. */
  record Asked(Request request) implements Heard {}

  /** Nothing but that it lives. */
  record Nothing() implements Heard {}

  /** It is not of this contract; told, and the session goes on. */
  record Wrong(WireFault fault) implements Heard {}
}
