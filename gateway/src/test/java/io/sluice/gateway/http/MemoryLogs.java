package io.sluice.gateway.http;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  public Source<LogItem, NotUsed> follow(ExecutionId id, Start from) {
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
    List<LogItem> wanted =
        entries.stream().skip(first).<LogItem>map(LogItem.Journaled::new).toList();
    return wanted.size() <= cutAfter
        ? Source.from(wanted)
        : Source.from(wanted.subList(0, cutAfter))
            .concat(Source.failed(new IllegalStateException("cut here")));
  }

  /** Nothing is ever removed here but by a state that says so. */
  @Override
  public CompletionStage<Boolean> isWholeAfter(ExecutionId id, long number) {
    return CompletableFuture.completedStage(
        executions.log(id).stream()
            .skip(number)
            .noneMatch(entry -> entry.event() instanceof Event.OutputAppended));
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
