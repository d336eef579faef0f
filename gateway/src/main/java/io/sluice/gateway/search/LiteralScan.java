package io.sluice.gateway.search;

import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks for bytes, wherever lines end. Matches do not overlap: the leftmost wins. One waits for the
 * rest of its line, or as much of it as is shown.
 */
final class LiteralScan implements Scan {
  private final Channel channel;
  private final Sought.Bytes sought;
  private final String needle;
  private final ChannelBuffer buffer;
  private long next;
  private long lineStart;
  private @Nullable Long line;
  private @Nullable String haystack;
  private @Nullable Match candidate;

  LiteralScan(Channel channel, Sought.Bytes sought, Mark mark) {
    this.channel = channel;
    this.sought = sought;
    this.needle = new String(sought.bytes().toByteArray(), StandardCharsets.ISO_8859_1);
    this.buffer = new ChannelBuffer(mark.keep());
    this.next = mark.next();
    this.lineStart = mark.lineStart();
    this.line = mark.line();
  }

  @Override
  public void take(OutputAppended output) {
    buffer.append(output);
    next = Math.max(next, buffer.start());
    haystack = null;
  }

  @Override
  public @Nullable Match peek(long reached, Follows follows) {
    while (candidate == null) {
      long found = find();
      long end = found + needle.length();
      if (found < 0) {
        passTo(Math.max(next, buffer.end() - needle.length() + 1));
        passWhatIsFar(reached);
        return null;
      }
      passTo(found);
      long offset = buffer.offsetOf(found);
      if (buffer.offsetOf(end - 1) - offset > MAX_SPREAD) {
        passTo(found + 1);
      } else if (follows == Follows.MORE
          && reached - offset <= MAX_SPREAD
          && Excerpt.isOpen(buffer, end)) {
        return null;
      } else {
        candidate = match(found, end, follows);
      }
    }
    return candidate;
  }

  /** With what comes, nothing that begins there can be a match any more. */
  private void passWhatIsFar(long reached) {
    while (next < buffer.end()) {
      long end = buffer.endOfPiece(next);
      if (reached - buffer.offsetOf(end - 1) <= MAX_SPREAD) {
        return;
      }
      passTo(end);
    }
  }

  private Match match(long from, long end, Follows follows) {
    long shown = Math.min(buffer.end(), end + Excerpt.MAX_AFTER);
    long lineEnd = buffer.find(NEWLINE, end, shown);
    boolean over = follows == Follows.NOTHING && lineEnd == buffer.end();
    return Excerpt.match(
        channel,
        buffer,
        new Excerpt.Place(lineStart, line),
        new Excerpt.Bounds(lineStart, from, end, lineEnd, lineEnd < shown || over));
  }

  /** The next place, or a negative number. */
  private long find() {
    if (haystack == null) {
      haystack = sought.ignoreCase() ? buffer.latin1LowerCase() : buffer.latin1();
    }
    int index = haystack.indexOf(needle, (int) (next - buffer.start()));
    return index < 0 ? index : buffer.start() + index;
  }

  @Override
  public void told(Match match) {
    candidate = null;
    passTo(match.channelOffset() + match.length());
  }

  /** Counts the lines on the way. */
  private void passTo(long place) {
    long lines = buffer.count(NEWLINE, next, place);
    if (lines > 0) {
      lineStart = buffer.afterLast(NEWLINE, next, place);
      line = line == null ? null : Long.valueOf(line + lines);
    }
    next = place;
  }

  @Override
  public void tidy() {
    buffer.drop(keep());
    haystack = null;
  }

  private long keep() {
    return Math.max(lineStart, next - Excerpt.MAX_BEFORE);
  }

  @Override
  public Mark mark() {
    return new Mark(next, Math.max(0, keep()), lineStart, line);
  }

  @Override
  public long keepsFrom(long reached) {
    long from = Math.max(keep(), buffer.start());
    long kept = from < buffer.end() ? buffer.offsetOf(from) : reached;
    return Math.max(kept, reached - MAX_SPREAD);
  }
}
