package io.sluice.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.search.Scan.Follows;
import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches a log as a client does that follows cursors to the end.
 *
 * @param limit matches of one request
 * @param pageChunks chunks of one page
 */
record Searching(Sought sought, @Nullable Channel channel, int limit, int pageChunks) {
  static Searching literal(String text) throws Sought.Unusable {
    return new Searching(Sought.literal(text, false), null, 100, 1);
  }

  static Searching expression(String text) throws Sought.Unusable {
    return new Searching(Sought.expression(text, false), null, 100, 1);
  }

  Searching byRequestsOf(int matches) {
    return new Searching(sought, channel, matches, pageChunks);
  }

  Searching byPagesOf(int chunks) {
    return new Searching(sought, channel, limit, chunks);
  }

  Searching only(Channel wanted) {
    return new Searching(sought, wanted, limit, pageChunks);
  }

  /** All matches of a log that is over. */
  List<Match> in(Chunks log) {
    return in(log, LogPosition.START);
  }

  List<Match> in(Chunks log, LogPosition begin) {
    List<Match> found = new ArrayList<>();
    LogPosition position = begin;
    boolean done = false;
    while (!done) {
      StreamScan scan = new StreamScan(sought, channel, position, new Allowance(() -> 0, limit));
      done = request(scan, log.from(position.readFrom()));
      found.addAll(scan.matches());
      assertThat(done || !scan.matches().isEmpty()).as("a request has progress").isTrue();
      position = LogPosition.of(scan.position().fields());
    }
    return found;
  }

  private boolean request(StreamScan scan, List<OutputAppended> chunks) {
    int at = 0;
    while (at < chunks.size()) {
      int to = Math.min(chunks.size(), at + pageChunks);
      chunks.subList(at, to).forEach(scan::take);
      at = to;
      if (!scan.search(at < chunks.size() ? Follows.MORE : Follows.NOTHING)) {
        return false;
      }
    }
    return true;
  }
}
