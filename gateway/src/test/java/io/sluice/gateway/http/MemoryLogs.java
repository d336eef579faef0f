package io.sluice.gateway.http;

import io.sluice.gateway.attach.Logs;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** What {@link MachineExecutions} recorded; a reading may be cut after some entries. */
final class MemoryLogs implements Logs {
  private final MachineExecutions executions;
  private volatile int cutAfter = Integer.MAX_VALUE;

  MemoryLogs(MachineExecutions executions) {
    this.executions = executions;
  }

  void cutAfter(int entries) {
    cutAfter = entries;
  }

  @Override
  public Source<Entry, NotUsed> follow(ExecutionId id, Start from) {
    List<Entry> entries = executions.log(id);
    int first =
        switch (from) {
          case Start.AfterEntry(long number) -> (int) number;
          case Start.AtOffset(Offset offset) ->
              firstBeyond(
                  entries,
                  output -> output.offset().bytes() + output.payload().size(),
                  offset.bytes());
          case Start.InChannel(Channel channel, long bytes) ->
              firstBeyond(entries, output -> output.bytesUpToEnd(channel), bytes);
        };
    List<Entry> wanted = entries.subList(Math.min(first, entries.size()), entries.size());
    return wanted.size() <= cutAfter
        ? Source.from(wanted)
        : Source.from(wanted.subList(0, cutAfter))
            .concat(Source.failed(new IllegalStateException("cut here")));
  }

  private static int firstBeyond(
      List<Entry> entries, ToLongFunction<Event.OutputAppended> upToEnd, long bytes) {
    int first = 0;
    for (Entry entry : entries) {
      if (entry.event() instanceof Event.OutputAppended output
          && upToEnd.applyAsLong(output) > bytes) {
        return first;
      }
      first++;
    }
    return first;
  }
}
