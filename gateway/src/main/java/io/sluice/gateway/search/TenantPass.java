package io.sluice.gateway.search;

import io.sluice.gateway.search.TenantAnswer.Found;
import io.sluice.gateway.search.TenantAnswer.Skipped;
import io.sluice.gateway.search.TenantAnswer.Why;
import io.sluice.persistence.index.AcceptedIn;
import io.sluice.persistence.index.AcceptedRow;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request's work on the logs of a tenant, one after the other. */
final class TenantPass {
  private static final int ROWS_AT_ONCE = 100;

  /** So many rows are looked at for one request, whatever their labels are. */
  private static final int MAX_ROWS = 1_000;

  private final Sources sources;
  private final TenantId tenant;
  private final TenantQuestion question;
  private final Allowance allowance;
  private final List<Found> found = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private int executions;

  TenantPass(Sources sources, TenantId tenant, TenantQuestion question, Allowance allowance) {
    this.sources = sources;
    this.tenant = tenant;
    this.question = question;
    this.allowance = allowance;
  }

  /**
   * Works until the allowance or the list ends.
   *
   * @throws IllegalArgumentException for a cursor of another search
   */
  TenantAnswer run() {
    String given = question.cursor();
    TenantCursor cursor = given == null ? null : TenantCursor.parse(question.key(), given);
    for (int rows = 0; rows < MAX_ROWS; rows += ROWS_AT_ONCE) {
      List<AcceptedRow> page = page(cursor);
      TenantCursor entered = cursor;
      if (entered != null && entered.position() != null && isGone(entered, page)) {
        skipped.add(new Skipped(entered.place().execution(), Why.GONE));
      }
      for (AcceptedRow row : page) {
        boolean inside = entered != null && entered.place().execution().equals(row.execution());
        TenantCursor within = search(row, inside ? entered : null);
        cursor = within == null ? TenantCursor.after(row.acceptedAt(), row.execution()) : within;
        if (within != null || !allowance.isLeft()) {
          return answer(cursor);
        }
      }
      if (page.size() < ROWS_AT_ONCE) {
        return answer(null);
      }
    }
    return answer(cursor);
  }

  private List<AcceptedRow> page(@Nullable TenantCursor cursor) {
    AcceptedIn which =
        new AcceptedIn(question.since(), question.until(), cursor == null ? null : cursor.place());
    return sources.index().accepted(tenant, which, ROWS_AT_ONCE);
  }

  private static boolean isGone(TenantCursor entered, List<AcceptedRow> page) {
    return page.isEmpty() || !page.getFirst().execution().equals(entered.place().execution());
  }

  private TenantAnswer answer(@Nullable TenantCursor cursor) {
    String next = cursor == null ? null : cursor.text(question.key());
    return new TenantAnswer(found, executions, skipped, next);
  }

  /** Null when there is nothing more in this one. */
  private @Nullable TenantCursor search(AcceptedRow row, @Nullable TenantCursor entered) {
    Facts facts = row.facts();
    if (facts == null) {
      skipped.add(new Skipped(row.execution(), Why.UNREADABLE));
      return null;
    }
    if (!facts.labels().entrySet().containsAll(question.labels().entrySet())) {
      return null;
    }
    LogPosition inside = entered == null ? null : entered.position();
    LogPosition start = inside == null ? LogPosition.START : inside;
    StreamScan scan = new StreamScan(question.sought(), question.channel(), start, allowance);
    LogPass pass = new LogPass(sources, row.execution(), scan, allowance, start);
    LogPass.End end = run(pass, row.execution());
    Instant known = pass.startedAt();
    Instant startedAt = known == null && entered != null ? entered.startedAt() : known;
    scan.matches().forEach(match -> found.add(new Found(row.execution(), startedAt, match)));
    return end == LogPass.End.MORE
        ? new TenantCursor(
            new AcceptedIn.Place(row.acceptedAt(), row.execution(), true),
            startedAt,
            scan.position())
        : null;
  }

  private LogPass.End run(LogPass pass, ExecutionId id) {
    executions++;
    try {
      LogPass.End end = pass.run(false);
      if (!pass.found() && sources.index().execution(tenant, id).isEmpty()) {
        skip(id, Why.GONE);
      }
      return end;
    } catch (LogDamaged toldAlready) {
      skip(id, Why.UNREADABLE);
    } catch (WireFault fault) {
      if (fault.code() != ProblemCode.NOT_FOUND) {
        throw fault;
      }
      skip(id, Why.GONE);
    }
    return LogPass.End.OVER;
  }

  private void skip(ExecutionId id, Why why) {
    executions--;
    skipped.add(new Skipped(id, why));
  }
}
