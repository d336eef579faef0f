package io.sluice.protocol.follow;

import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.follow.Delivery.State;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What tests of deliveries share. */
final class Deliveries {
  private Deliveries() {}

  /** The state after all of them, and all actions. */
  static Delivery.Step after(State from, List<? extends Input> inputs) {
    State state = from;
    List<Action> actions = new ArrayList<>();
    for (Input input : inputs) {
      Delivery.Step step = Delivery.step(state, input);
      actions.addAll(step.actions());
      state = step.state();
    }
    return new Delivery.Step(state, actions);
  }

  static <T> List<T> only(List<?> actions, Class<T> kind) {
    return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The bytes of a channel that were sent. */
  static Payload sent(List<Action> actions, Channel channel) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Action.SendChunk send : only(actions, Action.SendChunk.class)) {
      if (send.chunk().channel() == channel) {
        bytes.writeBytes(send.chunk().payload().toByteArray());
      }
    }
    return Payload.owning(bytes.toByteArray());
  }
}
