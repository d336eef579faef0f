package io.sluice.persistence.audit;

import io.sluice.protocol.model.Offset;
import java.util.List;

/**
 * What the check of an exported log came to.
 *
 * @param proven so many entries are covered by a good signature
 * @param provenTo the end of the output among them
 * @param unproven so many entries came after the last signature: a running log has some
 * @param trimmedTo output before this was removed on purpose, which is signed too
 */
public record Verdict(
    String execution,
    List<Finding> findings,
    long proven,
    Offset provenTo,
    long unproven,
    boolean ended,
    Offset trimmedTo) {
  /** Copies the list. */
  public Verdict {
    findings = List.copyOf(findings);
  }

  /** Whether nothing is wrong. */
  public boolean isGood() {
    return findings.isEmpty();
  }
}
