package io.sluice.gateway.attach;

import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.function.Consumer;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.jspecify.annotations.Nullable;

/**
 * Has one request of the peer after the other carried out; until then it is not heard. Only a flush
 * holds nothing up: it changes nothing, and waits for the journal.
 */
final class RequestDesk {
  private final Role role;
  private final Liveness liveness;
  private final AsyncCallback<Reply> answered;
  private final AsyncCallback<Reply> flushed;

  RequestDesk(Role role, Liveness liveness, LongPoll.Callbacks callbacks, Consumer<Reply> answers) {
    this.role = role;
    this.liveness = liveness;
    this.answered =
        callbacks.create(
            reply -> {
              liveness.handled();
              answers.accept(reply);
            });
    this.flushed = callbacks.create(answers::accept);
  }

  void carryOut(Request request) {
    if (request instanceof Request.Flush) {
      carryOut(request, flushed);
    } else {
      liveness.busy();
      carryOut(request, answered);
    }
  }

  private void carryOut(Request request, AsyncCallback<Reply> done) {
    var _ = role.take(request).whenComplete((reply, _) -> done.invoke(orFailed(reply)));
  }

  private static Reply orFailed(@Nullable Reply reply) {
    return reply == null
        ? new Reply.Failed(ErrorCode.INTERNAL, "it could not be done; try again")
        : reply;
  }
}
