package io.sluice.persistence.codec;

import io.sluice.protocol.proof.Link;
import org.jspecify.annotations.Nullable;

/**
 * Whether entries of one log, given in its order, are what its chain holds of them: their bytes by
 * the digest in their link, the order of what is no output by the index there. Entries that are not
 * chained pass. What only a walk from a signed place can tell is left to the audit. Not
 * thread-safe.
 */
public final class LinkCheck {
  private @Nullable Long index;

  /**
   * Compares the next entry with its link.
   *
   * @param link null: it is not chained
   * @throws UnreadableEntry when it is not what the link is of
   */
  public void next(Encoded entry, @Nullable Link link) {
    if (link == null) {
      return;
    }
    if (!EntryDigest.of(entry).equals(link.digest())) {
      throw new UnreadableEntry("its bytes are not those that its link is of");
    }
    if (EntryDigest.isOutput(entry.manifest()) != link instanceof Link.OfOutput) {
      throw new UnreadableEntry("its link is one of something else");
    }
    if (link instanceof Link.OfLife life) {
      if (index != null && life.index() != index + 1) {
        throw new UnreadableEntry("it is not the one that follows in its chain");
      }
      index = life.index();
    }
  }

  /**
   * The same with a link as it is stored.
   *
   * @throws UnreadableEntry also when that is none
   */
  public void next(Encoded entry, byte @Nullable [] link) {
    next(entry, link == null ? null : link(link));
  }

  /**
   * A link as it is stored.
   *
   * @throws UnreadableEntry when it is none
   */
  public static Link link(byte[] stored) {
    try {
      return Link.ofBytes(stored);
    } catch (IllegalArgumentException spoilt) {
      throw new UnreadableEntry("a stored link holds an impossible value", spoilt);
    }
  }
}
