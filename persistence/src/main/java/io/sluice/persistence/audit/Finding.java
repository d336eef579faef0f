package io.sluice.persistence.audit;

import java.util.Locale;

/**
 * Something in an exported log that is not as it was.
 *
 * @param line of the file, 1 first
 * @param where in words: which entry, or between which
 */
public record Finding(Kind kind, long line, String where) {
  /** What is wrong. */
  public enum Kind {
    /** An entry is not what its chain holds of it. */
    CHANGED,
    /** An entry is not where it was. */
    REORDERED,
    /** Entries are not there. */
    MISSING,
    /** The end is not there. */
    CUT_OFF,
    /** Entries were changed together with what is stored to prove them. */
    FORGED,
    /** A signature is not of the key that it names, or that key is unknown. */
    BAD_SIGNATURE,
    /** A line is not of the form. */
    MALFORMED
  }

  @Override
  public String toString() {
    return "line " + line + ": " + kind.name().toLowerCase(Locale.ROOT) + ": " + where;
  }
}
