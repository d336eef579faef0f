package io.sluice.protocol.proof;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.time.Instant;
import java.util.List;

/**
 * A statement about a log at one time, to be signed: so long were its chains, and these were their
 * heads. Whatever is changed, missing, reordered or cut off before it contradicts it.
 *
 * @param offset the end of its output
 * @param trimmed where what is left of its output begins
 */
public record Anchor(
    ExecutionId execution, Chain chain, Offset offset, TrimPoint trimmed, Instant at) {
  /** After so many new entries a log is signed anew: a signature costs as much as 1,000 digests. */
  public static final long EVERY_ENTRIES = 4_096;

  /** Or after so many new bytes of output. */
  public static final long EVERY_BYTES = 8L * 1024 * 1024;

  private static final String FORM = "sluice.anchor.1";

  /**
   * Where a log begins: what came before was removed on purpose, and is known by its head only.
   *
   * @param head of the output chain there
   */
  public record TrimPoint(Offset offset, ChainHead head) {
    /** Nothing is removed. */
    public static final TrimPoint NOTHING = new TrimPoint(Offset.ZERO, ChainHead.START);
  }

  /** What is signed: lines of text, of which none holds a line break. */
  public Payload statement() {
    return Payload.utf8(
        String.join(
            "\n",
            List.of(
                FORM,
                execution.value(),
                line(chain.output()),
                line(chain.life()),
                Long.toString(offset.bytes()),
                Long.toString(trimmed.offset().bytes()),
                line(trimmed.head()),
                at.toString())));
  }

  private static String line(ChainHead head) {
    return head.length() + " " + head.digest().hex();
  }
}
