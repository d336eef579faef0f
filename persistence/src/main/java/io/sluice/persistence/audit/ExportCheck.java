package io.sluice.persistence.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks an exported file, line by line; memory does not grow with it. */
public interface ExportCheck {
  /** More findings than these say no more. */
  int MAX_FINDINGS = 100;

  /**
   * The check of a file by what its first line says that it is: an access trail, what is left of a
   * log that is gone, else a log.
   *
   * @param trusted the keys that count; null: those that the file itself names
   */
  static ExportCheck of(String firstLine, @Nullable List<AuditKey> trusted) {
    if (says(firstLine, TrailExport.FORMAT)) {
      return new TrailCheck(trusted);
    }
    return says(firstLine, PurgedExport.FORMAT)
        ? new PurgedCheck(trusted)
        : new AuditCheck(trusted);
  }

  private static boolean says(String firstLine, String format) {
    return firstLine.contains("\"format\":\"" + format + "\"");
  }

  /** The next line of the file. */
  void line(String text);

  /** After the last line. */
  Verdict verdict();
}
