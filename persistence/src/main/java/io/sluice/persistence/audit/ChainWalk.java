package io.sluice.persistence.audit;

import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the two chains of an exported log from entry to entry. Each finding names the entry where
 * it shows; what was forged with its links shows at the next anchor.
 */
final class ChainWalk {
  private static final String ENDED = "ended.";

  /** Heads since the last anchors: one is signed each few thousand entries. */
  private static final int HEADS = 100_000;

  private final TrimPoint trimmed;
  private final BiConsumer<Kind, String> report;
  private final Map<Long, Digest> outputHeads = heads();
  private final Map<Long, Digest> lifeHeads = heads();
  private ChainHead output;
  private ChainHead life = ChainHead.START;
  private long expectedOffset;
  private long lastNumber;
  private @Nullable Anchor anchor;
  private boolean trimConfirmed;
  private long endedAtLife;
  private boolean ended;

  ChainWalk(TrimPoint trimmed, BiConsumer<Kind, String> report) {
    this.trimmed = trimmed;
    this.report = report;
    this.output = trimmed.head();
    this.expectedOffset = trimmed.offset().bytes();
    this.trimConfirmed = trimmed.equals(TrimPoint.NOTHING);
    outputHeads.put(output.length(), output.digest());
    lifeHeads.put(0L, Digest.NONE);
  }

  private static Map<Long, Digest> heads() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, Digest> eldest) {
        return size() > HEADS;
      }
    };
  }

  void next(EntryLine entry) {
    if (entry.number() <= lastNumber) {
      report.accept(Kind.REORDERED, entry + " follows entry " + lastNumber);
    }
    lastNumber = Math.max(lastNumber, entry.number());
    Link link = entry.link();
    if (link == null || entry.digest() == null) {
      report.accept(Kind.CHANGED, entry + ": it, or what its chain holds of it, is spoilt");
      skip(entry);
      return;
    }
    if (!link.digest().equals(entry.digest())) {
      report.accept(Kind.CHANGED, entry + " is not what its chain holds of it");
    }
    switch (link) {
      case Link.OfOutput piece when entry.head() != null ->
          output(entry, entry.head().offset(), piece);
      case Link.OfLife piece when entry.head() == null -> life(entry, piece);
      case Link.OfOutput _, Link.OfLife _ -> {
        report.accept(Kind.CHANGED, entry + " has the link of another kind of entry");
        skip(entry);
      }
    }
  }

  private void skip(EntryLine entry) {
    if (entry.head() != null) {
      expectedOffset = entry.head().offset() + entry.bytes();
    }
  }

  private void output(EntryLine entry, long offset, Link.OfOutput link) {
    if (offset > expectedOffset) {
      report.accept(
          Kind.MISSING, "output [" + expectedOffset + ", " + offset + ") before " + entry);
    } else if (offset < expectedOffset) {
      report.accept(Kind.REORDERED, entry + " holds output from " + offset + " on");
    }
    expectedOffset = offset + entry.bytes();
    output = output.then(link);
    outputHeads.put(output.length(), output.digest());
  }

  private void life(EntryLine entry, Link.OfLife link) {
    if (link.index() > life.length()) {
      report.accept(
          Kind.MISSING, (link.index() - life.length()) + " entries of its life before " + entry);
    } else if (link.index() < life.length()) {
      report.accept(Kind.REORDERED, entry + " was entry " + link.index() + " of its life");
    }
    boolean beforeWhatIsLeft = link.output().length() < trimmed.head().length();
    if (!beforeWhatIsLeft && !link.output().equals(output)) {
      report.accept(
          Kind.REORDERED, entry + " does not follow the output that is before it, or that changed");
    }
    if (entry.kind().startsWith(ENDED)) {
      ended = true;
      endedAtLife = link.index();
    }
    life = new ChainHead(link.index(), life.digest()).then(link);
    lifeHeads.put(life.length(), life.digest());
  }

  /** Its signature is good. */
  void anchored(Anchor signed, EntryLine entry) {
    boolean outputAsSigned =
        signed.chain().output().length() < trimmed.head().length()
            || isAt(outputHeads, signed.chain().output());
    if (!outputAsSigned || !isAt(lifeHeads, signed.chain().life())) {
      Anchor former = anchor;
      report.accept(
          Kind.FORGED,
          "between "
              + (former == null ? "the start" : "the anchor of " + former.at())
              + " and "
              + entry
              + ": this is not the log that was signed");
    }
    trimConfirmed |= signed.trimmed().equals(trimmed);
    anchor = signed;
  }

  private static boolean isAt(Map<Long, Digest> heads, ChainHead head) {
    return head.digest().equals(heads.get(head.length()));
  }

  /**
   * @param saidEnded whether the execution was over when the log was exported
   */
  void end(boolean saidEnded) {
    if (!trimConfirmed) {
      report.accept(
          Kind.MISSING,
          "output [0, " + trimmed.offset().bytes() + "): nothing signed says that it was removed");
    }
    if (saidEnded && !ended) {
      report.accept(Kind.CUT_OFF, "the execution is over, its log is not");
    } else if (ended && (anchor == null || anchor.chain().life().length() <= endedAtLife)) {
      report.accept(Kind.CUT_OFF, "the end is not signed");
    }
  }

  long proven() {
    return anchor == null ? 0 : anchor.chain().length();
  }

  Offset provenTo() {
    return anchor == null ? Offset.ZERO : anchor.offset();
  }

  /** The entry of an anchor needs no other. */
  long unproven() {
    return Math.max(0, output.length() + life.length() - proven() - (anchor == null ? 0 : 1));
  }

  boolean ended() {
    return ended;
  }

  Offset trimmedTo() {
    return trimmed.offset();
  }
}
