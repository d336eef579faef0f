package io.sluice.gateway.attach;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** The logs of executions as streams, at the pace of who reads them. */
public interface Logs {
  /** Where a reading starts; the first output entry may begin before it. */
  sealed interface Start {
    /** At a byte of the log. */
    record AtOffset(Offset offset) implements Start {}

    /** At a byte of one channel, which {@code bytes} of it precede. */
    record InChannel(Channel channel, long bytes) implements Start {}

    /** At the entry after one that was read; 0 for the first. */
    record AfterEntry(long number) implements Start {}
  }

  /**
   * Every entry from there to the terminal event, waiting for what is not committed yet. Output
   * that was removed is told as missing where it was, unless the start does not say which of it was
   * read; then, as where entries are missing for any other reason, the stream fails.
   */
  Source<LogItem, NotUsed> follow(ExecutionId id, Start from);

  /** Whether every entry after this one is there that ever was: none of output was removed. */
  CompletionStage<Boolean> isWholeAfter(ExecutionId id, long number);
}
