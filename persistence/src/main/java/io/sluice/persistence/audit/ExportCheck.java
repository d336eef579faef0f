package io.sluice.persistence.audit;

/** Checks an exported file, line by line; memory does not grow with it. */
public interface ExportCheck {
  /** More findings than these say no more. */
  int MAX_FINDINGS = 100;

  /** The next line of the file. */
  void line(String text);

  /** After the last line. */
  Verdict verdict();
}
