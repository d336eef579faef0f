package io.sluice.protocol.proof;

import java.nio.ByteBuffer;

/**
 * The two chains of one log. Output has its own, whose start may be trimmed away; each entry of its
 * life is bound to the output before it, so no entry of one can be moved past one of the other.
 *
 * @param output of its output
 * @param life of everything else that is proven
 */
public record Chain(ChainHead output, ChainHead life) {
  /** Of an empty log. */
  public static final Chain START = new Chain(ChainHead.START, ChainHead.START);

  /** What was removed between is known from an entry that is bound to it. */
  public Chain then(Link link) {
    return switch (link) {
      case Link.OfOutput output -> new Chain(this.output.then(output), life);
      case Link.OfLife entry -> new Chain(entry.output(), life.then(entry));
    };
  }

  /** How many entries there are in both. */
  public long length() {
    return output.length() + life.length();
  }

  /** One digest for all of the log. */
  public Digest head() {
    ByteBuffer both = ByteBuffer.allocate(2 * ChainHead.BYTES);
    output.putInto(both);
    life.putInto(both);
    return Digest.of(both.flip());
  }
}
