package io.sluice.gateway.attach;

import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.function.Consumer;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.jspecify.annotations.Nullable;

/** Has one request of the peer after the other carried out; until then it is not heard. */
final class RequestDesk {
  private final Role role;
  private final Liveness liveness;
  private final AsyncCallback<Reply> answered;

  RequestDesk(Role role, Liveness liveness, LongPoll.Callbacks callbacks, Consumer<Reply> answers) {
    this.role = role;
    this.liveness = liveness;
    this.answered =
        callbacks.create(
            reply -> {
              liveness.handled();
              answers.accept(reply);
            });
  }

  void carryOut(Request request) {
    liveness.busy();
    var _ = role.take(request).whenComplete(this::answer);
  }

  private void answer(@Nullable Reply reply, @Nullable Throwable failure) {
    answered.invoke(
        reply == null
            ? new Reply.Failed(ErrorCode.INTERNAL, "it could not be done; try again")
            : reply);
  }
}
