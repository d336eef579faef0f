package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.Driver;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** What the gateway is compared with; wired by the application. */
public interface Baselines {
  /**
   * The driver that the local runner uses, without a gateway.
   *
   * @param state its own directory, made when missing
   */
  Driver driver(Path state) throws UserFailure;

  /**
   * The PostgreSQL of the gateway that runs on a data directory.
   *
   * @throws UserFailure when none runs there
   */
  Rows rows(Path data) throws UserFailure;

  /** A database server, besides the gateway that uses it. */
  interface Rows extends AutoCloseable {
    /** How the journal stores the output of executions. */
    RowSizes journaled(Collection<String> executions) throws UserFailure;

    /**
     * Writes rows like the journal's by batched inserts.
     *
     * @param rowBytes payload of each
     * @param writers connections that write at once
     * @return how long it took, in nanoseconds
     */
    long insert(int rowBytes, int rows, int writers) throws UserFailure, InterruptedException;

    /**
     * Reads a whole log of the gateway page by page, as a search does, and does nothing with it.
     *
     * @return how many bytes of output were read
     */
    long readPages(String execution) throws UserFailure;

    /**
     * A connection that writes rows like the journal's, one by one.
     *
     * @param rowBytes payload of each
     */
    Commits commits(int rowBytes) throws UserFailure;

    /** Writes rows like the journal's of many logs; those that wait together are one commit. */
    Appends appends() throws UserFailure;

    /** Whether this server can write rows so. */
    boolean knows(Form form) throws UserFailure;

    /**
     * The same in another form, into a table of its own.
     *
     * @param commits at once
     * @param mostRows of one commit
     */
    FormAppends appends(Form form, int commits, int mostRows) throws UserFailure;

    /** How many bytes of output the gateway's journal holds of executions. */
    long journaledBytes(Collection<String> executions) throws UserFailure;

    /**
     * Reads the rows of a log of the gateway by a plain keyset SELECT, and does nothing with them.
     *
     * @return how many bytes of output were read
     */
    long readRows(String execution) throws UserFailure;

    /**
     * Hashes, chains and signs rows like the journal's, on this thread, and stores nothing.
     *
     * @param rowBytes payload of each
     * @return how much of a processor that took, in nanoseconds
     */
    long chain(int rowBytes, int rows);

    /** Where another program finds the table that {@link #appends} writes. */
    Place place();

    @Override
    void close();
  }

  /** Writes rows. */
  interface Commits extends AutoCloseable {
    /** Inserts a row and commits it. */
    void insert() throws UserFailure;

    @Override
    void close();
  }

  /** Writes rows of many logs, for many threads at once. */
  interface Appends extends AutoCloseable {
    /** Completes when the row is committed. */
    CompletableFuture<Void> append(int log, Payload output);

    /** How many bytes of output the table holds. */
    long bytes() throws UserFailure;

    /** Empties the table. */
    @Override
    void close();
  }

  /** How rows are written; {@code persistence.baseline.RowForm} says what each is. */
  enum Form {
    VALUES,
    UNNEST,
    COPY,
    BATCH,
    PARTITIONED,
    PGLZ,
    LZ4,
    JOURNAL
  }

  /** Writes rows of many logs in one form. */
  interface FormAppends extends Appends {
    /**
     * Reads all output that the table holds.
     *
     * @param of each
     * @return their sum
     */
    long sum(ToLongFunction<Payload> of) throws UserFailure;

    /** What the table takes, without its indexes. */
    long diskBytes() throws UserFailure;

    /** How many rows were committed. */
    long rows();

    /** By how many commits. */
    long commits();
  }

  /** A database, for programs that are no Java. */
  record Place(String host, int port, String database, String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return "Place[" + host + ":" + port + "/" + database + "]";
    }
  }

  /** Rows of output, with the bytes of their payloads as stored. */
  record RowSizes(int rows, int smallest, int mean, int largest) {}
}
