package io.sluice.gateway.search;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a search of a log begins or goes on.
 *
 * @param readFrom the offset of the first byte it needs
 * @param searchedTo the end of what was looked at; what of it may matter still is read again
 * @param line the number of the line that begins there; null: nobody knows, or the marks tell
 * @param marks how far it came; null: it begins
 */
record LogPosition(long readFrom, long searchedTo, @Nullable Long line, @Nullable Marks marks) {
  static final LogPosition START = new LogPosition(0, 0, 1L, null);

  private static final int FIELDS = 3;
  private static final int FIELDS_OF_MARK = 4;
  private static final String NONE = "-";

  /**
   * @throws IllegalArgumentException for places that no search came to
   */
  LogPosition {
    if (readFrom < 0 || searchedTo < readFrom || (line != null && line < 1)) {
      throw new IllegalArgumentException("not a place of a search");
    }
  }

  /** A search that begins there. */
  static LogPosition at(long offset) {
    return offset == 0 ? START : new LogPosition(offset, offset, null, null);
  }

  List<String> fields() {
    List<String> fields = new ArrayList<>();
    fields.add(Long.toString(readFrom));
    fields.add(Long.toString(searchedTo));
    fields.add(text(line));
    if (marks != null) {
      add(fields, marks.stdout());
      add(fields, marks.stderr());
    }
    return fields;
  }

  private static void add(List<String> fields, Mark mark) {
    fields.add(Long.toString(mark.next()));
    fields.add(Long.toString(mark.keep()));
    fields.add(Long.toString(mark.lineStart()));
    fields.add(text(mark.line()));
  }

  private static String text(@Nullable Long line) {
    return line == null ? NONE : line.toString();
  }

  /**
   * @throws IllegalArgumentException for fields that no position gave
   */
  static LogPosition of(List<String> fields) {
    boolean marked = fields.size() == FIELDS + 2 * FIELDS_OF_MARK;
    if (!marked && fields.size() != FIELDS) {
      throw new IllegalArgumentException("not a place of a search");
    }
    return new LogPosition(
        Long.parseLong(fields.get(0)),
        Long.parseLong(fields.get(1)),
        line(fields.get(2)),
        marked ? new Marks(mark(fields, FIELDS), mark(fields, FIELDS + FIELDS_OF_MARK)) : null);
  }

  private static Mark mark(List<String> fields, int at) {
    return new Mark(
        Long.parseLong(fields.get(at)),
        Long.parseLong(fields.get(at + 1)),
        Long.parseLong(fields.get(at + 2)),
        line(fields.get(at + 3)));
  }

  private static @Nullable Long line(String text) {
    return text.equals(NONE) ? null : Long.valueOf(text);
  }
}
