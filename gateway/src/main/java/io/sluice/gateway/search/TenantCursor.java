package io.sluice.gateway.search;

import io.sluice.persistence.index.AcceptedIn;
import io.sluice.protocol.model.ExecutionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a search of all logs goes on.
 *
 * @param place in the list of executions
 * @param startedAt of the execution there, when its log is entered in the middle; null: not known
 * @param position in its log; null: that log was looked through
 */
record TenantCursor(
    AcceptedIn.Place place, @Nullable Instant startedAt, @Nullable LogPosition position) {
  private static final String NONE = "-";
  private static final int FIELDS = 3;

  /** After an execution that was looked at, or not at all. */
  static TenantCursor after(Instant acceptedAt, ExecutionId execution) {
    return new TenantCursor(new AcceptedIn.Place(acceptedAt, execution, false), null, null);
  }

  String text(String question) {
    List<String> fields = new ArrayList<>();
    fields.add(micros(place.acceptedAt()));
    fields.add(place.execution().value());
    fields.add(startedAt == null ? NONE : micros(startedAt));
    if (position != null) {
      fields.addAll(position.fields());
    }
    return CursorText.write(question, fields);
  }

  /**
   * @throws IllegalArgumentException for a text that no answer to this question carried
   */
  static TenantCursor parse(String question, String text) {
    List<String> fields = CursorText.read(question, text);
    if (fields.size() < FIELDS) {
      throw new IllegalArgumentException("not a place of a search");
    }
    List<String> rest = fields.subList(FIELDS, fields.size());
    boolean inside = !rest.isEmpty();
    return new TenantCursor(
        new AcceptedIn.Place(instant(fields.get(0)), new ExecutionId(fields.get(1)), inside),
        fields.get(2).equals(NONE) ? null : instant(fields.get(2)),
        inside ? LogPosition.of(rest) : null);
  }

  private static String micros(Instant at) {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at));
  }

  private static Instant instant(String micros) {
    long count = Long.parseLong(micros);
    if (count < 0 || count > 253_402_300_799_000_000L) {
      throw new IllegalArgumentException("not a time of ours");
    }
    return Instant.EPOCH.plus(count, ChronoUnit.MICROS);
  }
}
