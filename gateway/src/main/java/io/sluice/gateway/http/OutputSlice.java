package io.sluice.gateway.http;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The bytes {@code [start, end)} of one channel, or of the merged log when it is null.
 *
 * @param start how many bytes of what is read precede it
 */
record OutputSlice(@Nullable Channel channel, long start, long end) {
  boolean isEmpty() {
    return start == end;
  }

  Logs.Start from() {
    return channel == null
        ? new Logs.Start.AtOffset(new Offset(start))
        : new Logs.Start.InChannel(channel, start);
  }

  /** Ends with the last byte, and fails when the log does so before. */
  Source<ByteString, NotUsed> bytes(Source<LogItem, NotUsed> log) {
    return log.takeWhile(item -> !reachesEnd(item), true).mapConcat(this::of);
  }

  private boolean reachesEnd(LogItem item) {
    return item instanceof LogItem.Journaled(Entry(_, Event.OutputAppended output))
        && upToEnd(output) >= end;
  }

  /**
   * What is in it of the slice: nothing, or some bytes.
   *
   * @throws IllegalStateException for bytes that are gone: nothing else in a body can tell of them
   */
  List<ByteString> of(LogItem item) {
    return switch (item) {
      case LogItem.Journaled(Entry(_, Event.OutputAppended output)) -> of(output);
      case LogItem.Journaled _ -> List.of();
      case LogItem.Missing(var gaps, _) -> {
        if (gaps.stream().anyMatch(this::isWithin)) {
          throw new IllegalStateException("output was removed while it was read: " + gaps);
        }
        yield List.of();
      }
    };
  }

  private boolean isWithin(Gap gap) {
    return channel == null
        ? start < gap.range().to().bytes()
        : gap.channel() == channel && start < gap.channelBytes();
  }

  private List<ByteString> of(Event.OutputAppended output) {
    if (channel != null && output.channel() != channel) {
      return List.of();
    }
    Payload payload = output.payload();
    long first = upToEnd(output) - payload.size();
    int from = Math.clamp(start - first, 0, payload.size());
    int to = Math.clamp(end - first, from, payload.size());
    return from == to
        ? List.of()
        : List.of(ByteString.fromArrayUnsafe(payload.slice(from, to).toByteArray()));
  }

  private long upToEnd(Event.OutputAppended output) {
    return channel == null
        ? output.offset().bytes() + output.payload().size()
        : output.bytesUpToEnd(channel);
  }

  /** How many bytes of a channel precede an offset that lies in an entry of output. */
  static long bytesOf(Channel channel, Offset at, LogItem item) {
    if (!(item instanceof LogItem.Journaled(Entry(_, Event.OutputAppended output)))) {
      throw new IllegalStateException("no output at " + at + " but " + item);
    }
    return output.channel() == channel
        ? output.channelBytes() + at.bytes() - output.offset().bytes()
        : output.bytesUpToEnd(channel);
  }
}
