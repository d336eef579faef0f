package io.sluice.persistence.codec;

import io.sluice.protocol.execution.Event;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import org.jspecify.annotations.Nullable;

/**
 * An event with the form in which it is journaled.
 *
 * @param link what the chain holds of it; null: it is not chained
 */
public record Stored(Event event, Encoded form, @Nullable Link link) {
  /** As it is stored after these chains. */
  static Stored after(Chain chain, Event event) {
    Encoded form = EventCodec.encode(event);
    return new Stored(event, form, link(chain, event, form));
  }

  /** Who reads the log is no part of it, but for the removal of output. */
  private static @Nullable Link link(Chain chain, Event event, Encoded form) {
    if (event instanceof Event.OfAudience && !(event instanceof Event.Trimmed)) {
      return null;
    }
    Digest digest = EntryDigest.of(form);
    return event instanceof Event.OutputAppended
        ? new Link.OfOutput(digest)
        : new Link.OfLife(digest, chain.life().length(), chain.output());
  }
}
