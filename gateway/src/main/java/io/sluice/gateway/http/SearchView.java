package io.sluice.gateway.http;

import io.sluice.gateway.execution.StateWords;
import io.sluice.gateway.search.LogAnswer;
import io.sluice.gateway.search.Match;
import io.sluice.gateway.search.TenantAnswer;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.wire.SearchResponses.LogMatches;
import io.sluice.protocol.wire.SearchResponses.MatchBody;
import io.sluice.protocol.wire.SearchResponses.RemovedBody;
import io.sluice.protocol.wire.SearchResponses.SkippedBody;
import io.sluice.protocol.wire.SearchResponses.TenantMatches;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was found, as clients read it. */
final class SearchView {
  private SearchView() {}

  static LogMatches of(State.Known state, LogAnswer answer) {
    Instant startedAt = state.progress().startedAt();
    return new LogMatches(
        answer.matches().stream().map(match -> body(null, startedAt, match)).toList(),
        answer.from(),
        answer.searchedTo(),
        StateWords.of(state),
        answer.complete(),
        answer.next(),
        answer.removed().stream()
            .map(range -> new RemovedBody(range.from().bytes(), range.to().bytes()))
            .toList());
  }

  static TenantMatches of(TenantAnswer answer) {
    return new TenantMatches(
        answer.matches().stream()
            .map(found -> body(found.execution(), found.startedAt(), found.match()))
            .toList(),
        answer.executions(),
        answer.skipped().stream()
            .map(skipped -> new SkippedBody(skipped.execution().value(), word(skipped.why())))
            .toList(),
        answer.next() == null,
        answer.next());
  }

  private static MatchBody body(
      @Nullable ExecutionId execution, @Nullable Instant startedAt, Match match) {
    Instant at = startedAt == null ? null : startedAt.plus(match.timeMicros(), ChronoUnit.MICROS);
    return new MatchBody(
        execution == null ? null : execution.value(),
        match.offset().bytes(),
        word(match.channel()),
        match.channelOffset(),
        match.length(),
        match.timeMicros(),
        at == null ? null : at.toString(),
        match.line(),
        match.lineStart(),
        match.before(),
        match.match(),
        match.after(),
        match.partial() ? true : null);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
