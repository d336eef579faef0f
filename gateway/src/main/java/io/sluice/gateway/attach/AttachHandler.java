package io.sluice.gateway.attach;

import io.sluice.gateway.audit.Visit;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.gateway.tenant.Principal;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;

/** Opens the session of one consumer. What it refuses is answered before the upgrade (C5). */
public interface AttachHandler {
  /**
   * Who attaches to what; the tenant is checked.
   *
   * @param visit which it is in the access trail
   */
  record AttachRequest(ExecutionId execution, Principal principal, Wish wish, Visit visit) {}

  /** As what. */
  sealed interface Wish {
    /** Under whose name acknowledgements are kept; null: no name is given. */
    @Nullable ConsumerId consumer();

    /** To read. */
    sealed interface ToObserve extends Wish {}

    /** To write too. */
    sealed interface ToControl extends Wish {
      /** Whether it takes control from a holder that lives. */
      boolean preempt();
    }

    /** One that only reads: what it sends is refused (I9), and it starts where it says. */
    record Observe(StartFrom from) implements ToObserve {
      @Override
      public @Nullable ConsumerId consumer() {
        return null;
      }
    }

    /** The one that writes; it reads on from its place. */
    record Control(boolean preempt) implements ToControl {
      @Override
      public @Nullable ConsumerId consumer() {
        return null;
      }
    }

    /**
     * One that only reads, by {@code sluice.v1}.
     *
     * @param consumer under whose name its acknowledgements are kept; null: they are not
     */
    record ObserveOffsets(@Nullable ConsumerId consumer, StartFrom from, Set<Channel> channels)
        implements ToObserve {}

    /**
     * The one that writes, by {@code sluice.v1}.
     *
     * @param consumer under whose name its acknowledgements are kept; null: its key's
     */
    record ControlOffsets(@Nullable ConsumerId consumer, StartFrom from, boolean preempt)
        implements ToControl {}
  }

  /** Whether it may attach. */
  sealed interface AttachAnswer {
    /** The session: frames of the client in, frames for it out. Run at most once. */
    record Accepted(Flow<SocketFrame, SocketFrame, NotUsed> session) implements AttachAnswer {}

    /** Another consumer writes to it. */
    record Busy() implements AttachAnswer {}

    /** As the machine says. */
    record Refused(Refusal refusal) implements AttachAnswer {}
  }

  CompletionStage<AttachAnswer> attach(AttachRequest request);
}
