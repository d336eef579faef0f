package io.sluice.gateway.app;

import io.sluice.gateway.attach.SharedPages;
import io.sluice.persistence.query.JournalReader;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.persistence.retention.OutputRemoval;
import io.sluice.persistence.sql.Database;
import io.sluice.persistence.sql.SqlJournalReader;
import io.sluice.persistence.sql.SqlLogRemoval;
import io.sluice.persistence.sql.SqlOutputRemoval;
import java.util.concurrent.Executor;

/**
 * How logs are read here, with pages that readers share, and how they leave.
 *
 * @param output removes the start of one
 * @param logs forgets a whole one
 */
record LogStorage(JournalReader journal, OutputRemoval output, LogRemoval logs) {
  static LogStorage on(Database database, Executor executor, Tuning tuning) {
    SharedPages pages =
        new SharedPages(new SqlJournalReader(database, executor), tuning.sharedPagesBytes());
    return new LogStorage(
        pages,
        pages.dropping(
            new SqlOutputRemoval(database, executor, tuning.retention().pace(), System::nanoTime)),
        pages.dropping(new SqlLogRemoval(database, executor)));
  }
}
