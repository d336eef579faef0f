package io.sluice.gateway.search;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sluice.protocol.execution.Event.OutputAppended;
import io.sluice.protocol.model.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Looks line by line for what an expression matches. A long line, or one that is spread too far, is
 * searched in parts, each as a line of its own. Matches do not overlap; an empty one is told once,
 * and ends the search of its line.
 */
final class LineScan implements Scan {
  /** The bytes of a part. */
  static final int MAX_PART = 16 * 1024;

  private final Channel channel;
  private final Pattern pattern;
  private final ChannelBuffer buffer;
  private long part;
  private long next;
  private long lineStart;
  private @Nullable Long line;

  /** Up to there the part holds no newline. */
  private long looked;

  private @Nullable Match candidate;

  /** The part as text, as far as it was when that was made. */
  private @Nullable LineText text;

  private long textEnd;

  /**
   * Where a part ends.
   *
   * @param newline whether the line does
   * @param whole whether what comes cannot change it
   */
  private record PartEnd(long at, boolean newline, boolean whole) {}

  LineScan(Channel channel, Pattern pattern, Mark mark) {
    this.channel = channel;
    this.pattern = pattern;
    this.buffer = new ChannelBuffer(mark.keep());
    this.part = mark.keep();
    this.looked = part;
    this.next = mark.next();
    this.lineStart = mark.lineStart();
    this.line = mark.line();
  }

  @Override
  public void take(OutputAppended output) {
    buffer.append(output);
    part = Math.max(part, buffer.start());
    next = Math.max(next, part);
    looked = Math.max(looked, part);
  }

  @Override
  public @Nullable Match peek(long reached, Follows follows) {
    while (candidate == null && part < buffer.end()) {
      PartEnd end = end(reached, follows == Follows.NOTHING);
      if (!end.whole() && follows == Follows.MORE) {
        return null;
      }
      candidate = find(end, follows == Follows.NOTHING);
      if (candidate == null) {
        if (!end.whole()) {
          return null;
        }
        pass(end);
      }
    }
    return candidate;
  }

  private PartEnd end(long reached, boolean over) {
    long offset = buffer.offsetOf(part);
    long most = Math.min(buffer.end(), part + MAX_PART);
    long bound = Math.min(most, buffer.firstBehind(offset + MAX_SPREAD));
    long newline = buffer.find(NEWLINE, Math.min(looked, bound), bound);
    looked = newline;
    boolean cut = bound < buffer.end() || bound == part + MAX_PART;
    boolean far = reached - offset > MAX_SPREAD;
    return newline < bound
        ? new PartEnd(newline, true, true)
        : new PartEnd(bound, false, cut || far || over);
  }

  private @Nullable Match find(PartEnd end, boolean over) {
    LineText known = text;
    LineText now = known == null || textEnd != end.at() ? text(end) : known;
    Matcher matcher = pattern.matcher(now.text());
    int from = now.indexOf((int) Math.min(next - part, bytesOf(now)));
    if (next > end.at() || !matcher.find(from)) {
      return null;
    }
    boolean empty = matcher.start() == matcher.end();
    if (empty && (!end.whole() || next > part)) {
      return null;
    }
    long start = part + now.byteOf(matcher.start());
    long stop = part + now.byteOf(matcher.end());
    boolean complete = end.newline() || (over && end.at() == buffer.end());
    Excerpt.Bounds bounds = new Excerpt.Bounds(part, start, stop, end.at(), complete);
    return Excerpt.match(channel, buffer, new Excerpt.Place(lineStart, line), bounds);
  }

  /** A carriage return before the newline belongs to the end of the line. */
  private LineText text(PartEnd end) {
    boolean returned = end.newline() && end.at() > part && buffer.at(end.at() - 1) == (byte) '\r';
    LineText made = LineText.of(buffer.copy(part, returned ? end.at() - 1 : end.at()));
    text = made;
    textEnd = end.at();
    return made;
  }

  private static int bytesOf(LineText text) {
    return text.byteOf(text.text().length());
  }

  private void pass(PartEnd end) {
    part = end.newline() ? end.at() + 1 : end.at();
    next = part;
    looked = part;
    text = null;
    if (end.newline()) {
      lineStart = part;
      line = line == null ? null : Long.valueOf(line + 1);
    }
  }

  /** An empty one goes beyond the line, where nothing can be found any more but its end. */
  @Override
  public void told(Match match) {
    candidate = null;
    next = match.length() > 0 ? match.channelOffset() + match.length() : part + MAX_PART + 1;
  }

  @Override
  public void tidy() {
    buffer.drop(part);
  }

  @Override
  public Mark mark() {
    return new Mark(next, part, Math.min(lineStart, part), line);
  }

  @Override
  public long keepsFrom(long reached) {
    return part < buffer.end() ? buffer.offsetOf(part) : reached;
  }
}
