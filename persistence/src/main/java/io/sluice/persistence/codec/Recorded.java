package io.sluice.persistence.codec;

import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.Link;
import org.jspecify.annotations.Nullable;

/**
 * What a log says so far, and what proves it.
 *
 * @param anchor the newest that was signed; null: none yet
 */
public record Recorded(State state, Chain chain, @Nullable Anchor anchor) {
  /** Of an empty log. */
  public static final Recorded NOTHING = new Recorded(Execution.initial(), Chain.START, null);

  /** As the event is journaled next: the end tells the head of all before it. */
  public Stored next(Event event) {
    return Stored.after(chain, event instanceof Event.Ended ended ? ended.after(chain) : event);
  }

  public Recorded after(Stored stored) {
    Link link = stored.link();
    return new Recorded(
        Execution.evolve(state, stored.event()),
        link == null ? chain : chain.then(link),
        stored.event() instanceof Event.Anchored(var signed) ? signed.anchor() : anchor);
  }
}
