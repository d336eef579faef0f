package io.sluice.gateway.execution;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the streams of consumers need of an execution. */
public interface Attachments {
  /** The next entries, or where they are, or nothing yet after some seconds. */
  CompletionStage<Pulled> pull(ExecutionId id, long fromNumber);

  /** The answer to a pull. */
  sealed interface Pulled extends CrossNode {
    /** Committed entries from the number that was asked for. */
    record Live(List<Entry> entries) implements Pulled {
      /** Copies the list. */
      public Live {
        entries = List.copyOf(entries);
      }
    }

    /** Committed, and no longer in memory: read them from the journal. */
    record InJournal() implements Pulled {}

    /** Nothing was committed for a while; ask again. */
    record NothingYet() implements Pulled {}

    /** It has no such entry and never will: it ended, or was never accepted. */
    record Over() implements Pulled {}
  }

  /** Makes the session the one that may write; the place is free again after {@link #leave}. */
  CompletionStage<Taken> takeControl(ExecutionId id, String session);

  /** Whether the place was free. */
  enum Taken implements CrossNode {
    YOURS,
    BUSY,
    /** There is no such execution. */
    ABSENT
  }

  /** Frees the place if the session has it. */
  void leave(ExecutionId id, String session);

  /** Answers when the bytes are on their way, so later when the process reads slowly (I10). */
  CompletionStage<StdinAnswer> write(ExecutionId id, Payload bytes);

  /** End of input after everything written; a repeat is fine (I6). */
  CompletionStage<StdinAnswer> endStdin(ExecutionId id);

  /** Whether input was taken. */
  enum StdinAnswer implements CrossNode {
    TAKEN,
    /** After the end of input, or the process closed it, or it is over. */
    CLOSED
  }
}
