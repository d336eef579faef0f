package io.sluice.gateway.app;

import io.sluice.bridge.process.ProcessDriver;
import io.sluice.bridge.process.ProcessSettings;
import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.persistence.baseline.BaselineDatabase;
import io.sluice.persistence.baseline.ChainCost;
import io.sluice.persistence.baseline.RawAppends;
import io.sluice.persistence.baseline.RawCommits;
import io.sluice.persistence.baseline.RawInsert;
import io.sluice.persistence.baseline.RowForm;
import io.sluice.persistence.embedded.RunningServer;
import io.sluice.persistence.sql.DatabaseException;
import io.sluice.persistence.sql.DatabaseSettings;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.Driver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** The parts of a gateway on this machine, one by one. */
final class LocalBaselines implements Baselines {
  /** As much as a gateway commits at once. */
  private static final int BATCH_BYTES = 2 * 1024 * 1024;

  /** As much as a search reads at once. */
  private static final int PAGE_BYTES = 1024 * 1024;

  @Override
  public Driver driver(Path state) throws UserFailure {
    try {
      return ProcessDriver.open(ProcessSettings.of(state, System.getenv()), System::nanoTime);
    } catch (IOException unusable) {
      throw new UserFailure("the directory " + state + " cannot be used", unusable);
    }
  }

  @Override
  public Rows rows(Path data) throws UserFailure {
    try {
      RunningServer server =
          RunningServer.find(data.resolve("postgres"))
              .orElseThrow(() -> new UserFailure("no PostgreSQL of ours runs on " + data));
      return new ServerRows(
          BaselineDatabase.open(
              DatabaseSettings.of(server.jdbcUrl(), server.user(), server.password())));
    } catch (IOException | DatabaseException failed) {
      throw new UserFailure("the database cannot be measured: " + failed.getMessage(), failed);
    }
  }

  private record ServerRows(BaselineDatabase database) implements Rows {
    @Override
    public RowSizes journaled(Collection<String> executions) throws UserFailure {
      BaselineDatabase.OutputRows found = database.journaled(executions);
      return new RowSizes(found.rows(), found.smallest(), found.mean(), found.largest());
    }

    @Override
    public long insert(int rowBytes, int rows, int writers) throws InterruptedException {
      RawInsert.Load load = new RawInsert.Load(rowBytes, rows, BATCH_BYTES, writers);
      return database.insert(load, System::nanoTime).nanos();
    }

    @Override
    public long readPages(String execution) {
      return database.readPages(execution, PAGE_BYTES);
    }

    @Override
    public Commits commits(int rowBytes) {
      return new RowCommits(database.commits(rowBytes));
    }

    @Override
    public Appends appends() {
      return new RowAppends(database.appends());
    }

    @Override
    public boolean knows(Form form) {
      return database.knows(RowForm.valueOf(form.name()));
    }

    @Override
    public FormAppends appends(Form form, int commits, int mostRows) {
      return new FormRows(database.appends(RowForm.valueOf(form.name()), commits, mostRows));
    }

    @Override
    public long journaledBytes(Collection<String> executions) {
      return database.journaledBytes(executions);
    }

    @Override
    public long readRows(String execution) {
      return database.readRows(execution);
    }

    @Override
    public long chain(int rowBytes, int rows) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      return ChainCost.nanos(rowBytes, rows, threads::getCurrentThreadCpuTime);
    }

    @Override
    public Place place() {
      DatabaseSettings settings = database.settings();
      URI address = URI.create(settings.jdbcUrl().substring("jdbc:".length()));
      return new Place(
          address.getHost(),
          address.getPort(),
          address.getPath().substring(1),
          settings.user(),
          settings.password());
    }

    @Override
    public void close() {
      database.close();
    }
  }

  private record RowAppends(RawAppends rows) implements Appends {
    @Override
    public CompletableFuture<Void> append(int log, Payload output) {
      return rows.append(log, output);
    }

    @Override
    public long bytes() {
      return rows.bytes();
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  private record FormRows(io.sluice.persistence.baseline.FormAppends appends)
      implements FormAppends {
    @Override
    public CompletableFuture<Void> append(int log, Payload output) {
      return appends.append(log, output);
    }

    @Override
    public long bytes() {
      return appends.bytes();
    }

    @Override
    public long rows() {
      return appends.rows();
    }

    @Override
    public long sum(ToLongFunction<Payload> of) {
      return appends.sum(of);
    }

    @Override
    public long diskBytes() {
      return appends.diskBytes();
    }

    @Override
    public long commits() {
      return appends.commits();
    }

    @Override
    public void close() {
      appends.close();
    }
  }

  private record RowCommits(RawCommits rows) implements Commits {
    @Override
    public void insert() {
      rows.insert();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
