package io.sluice.gateway.attach;

import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.tenant.Principal;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;

/** Opens the session of one consumer. What it refuses is answered before the upgrade (C5). */
public interface AttachHandler {
  /** Who attaches to what; the tenant is checked. */
  record AttachRequest(ExecutionId execution, Principal principal, Wish wish) {}

  /** As what. */
  sealed interface Wish {
    /**
     * One that only reads: what it sends is refused (I9).
     *
     * @param from where it starts; null: with what is left of the log
     */
    record Observe(@Nullable Offset from) implements Wish {}

    /**
     * The one that writes; it reads on from its place.
     *
     * @param preempt whether it takes control from a holder that lives
     */
    record Control(boolean preempt) implements Wish {}
  }

  /** Whether it may attach. */
  sealed interface AttachAnswer {
    /** The session: frames of the client in, frames for it out. Run at most once. */
    record Accepted(Flow<SocketFrame, SocketFrame, NotUsed> session) implements AttachAnswer {}

    /** Another consumer writes to it. */
    record Busy() implements AttachAnswer {}

    /** What it asks for was removed from the log, which begins there now. */
    record Expired(Offset earliest) implements AttachAnswer {}

    /** As the machine says. */
    record Refused(Refusal refusal) implements AttachAnswer {}
  }

  CompletionStage<AttachAnswer> attach(AttachRequest request);
}
