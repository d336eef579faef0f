package io.sluice.gateway.execution;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the streams of consumers need of an execution. */
public interface Attachments {
  /** The next entries, or where they are, or nothing yet after some seconds. */
  CompletionStage<Pulled> pull(ExecutionId id, long fromNumber);

  /** How far output was removed from the start of the log. */
  CompletionStage<Offset> trimmed(ExecutionId id);

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
}
