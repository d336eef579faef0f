package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.bench.ChildGateway;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** A gateway, reached as a runner reaches it: a record is kept when its report is acknowledged. */
final class SluiceStore implements Store {
  static final String NAME = "sluice";

  private static final int CAPACITY = 100_000;
  private static final int STARTS_AT_ONCE = 32;
  private static final int UNAVAILABLE = 503;
  private static final long PAUSE_MILLIS = 20;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final SluiceClient client;
  private final LoadRunner runner;
  private final Baselines.Rows rows;
  private final String box;
  private final List<String> ids = new ArrayList<>();

  private SluiceStore(SluiceClient client, LoadRunner runner, Baselines.Rows rows, String box) {
    this.client = client;
    this.runner = runner;
    this.rows = rows;
    this.box = box;
  }

  /**
   * Links itself to a gateway that has no runner.
   *
   * @param rows of that gateway
   */
  static SluiceStore open(ChildGateway gateway, Baselines.Rows rows)
      throws UserFailure, InterruptedException {
    SluiceClient client = gateway.client();
    LoadRunner runner = LoadRunner.dial(gateway, CAPACITY);
    return new SluiceStore(client, runner, rows, client.createBox(new NewBox(null, null)).id());
  }

  @Override
  public String name() {
    return NAME;
  }

  /** New executions, all of which run. */
  List<String> start(int count) throws UserFailure, InterruptedException {
    List<String> started = new ArrayList<>();
    Semaphore turns = new Semaphore(STARTS_AT_ONCE);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> starts = new ArrayList<>();
      for (int each = 0; each < count; each++) {
        starts.add(executor.submit(() -> startOne(turns)));
      }
      for (Future<String> start : starts) {
        started.add(start.get());
      }
    } catch (ExecutionException failed) {
      throw new UserFailure("an execution cannot be started: " + failed.getCause(), failed);
    }
    return started;
  }

  private String startOne(Semaphore turns) throws InterruptedException, UserFailure {
    turns.acquire();
    try {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      String id = accepted(deadline);
      while (!runner.has(id)) {
        awaitOr(deadline, "execution " + id + " was not started in time");
      }
      return id;
    } finally {
      turns.release();
    }
  }

  /** The first beat of the link may still be on its way. */
  private String accepted(long deadline) throws InterruptedException, UserFailure {
    while (true) {
      try {
        return client.exec(box, ExecRequest.of("load"));
      } catch (SluiceProblem notYet) {
        if (notYet.status() != UNAVAILABLE) {
          throw notYet;
        }
        awaitOr(deadline, "no place for an execution: " + notYet.getMessage());
      }
    }
  }

  private static void awaitOr(long deadline, String why) throws InterruptedException, UserFailure {
    if (System.nanoTime() - deadline > 0) {
      throw new UserFailure(why);
    }
    Thread.sleep(PAUSE_MILLIS);
  }

  LoadedExecution execution(String id) throws UserFailure {
    return runner.execution(id);
  }

  SluiceClient client() {
    return client;
  }

  /** Into executions that loads share; they are started when they are too few. */
  @Override
  public Intake open(Shape shape) throws UserFailure, InterruptedException {
    if (ids.size() < shape.streams()) {
      ids.addAll(start(shape.streams() - ids.size()));
    }
    return into(ids.subList(0, shape.streams()));
  }

  /** Into these executions. */
  Intake into(List<String> executions) throws UserFailure {
    List<LoadedExecution> streams = new ArrayList<>();
    for (String id : executions) {
      streams.add(runner.execution(id));
    }
    return new LinkIntake(List.copyOf(executions), streams);
  }

  private final class LinkIntake implements Intake {
    private final List<String> names;
    private final List<LoadedExecution> streams;
    private final long before;

    LinkIntake(List<String> names, List<LoadedExecution> streams) throws UserFailure {
      this.names = names;
      this.streams = streams;
      this.before = rows.journaledBytes(names);
    }

    @Override
    public CompletableFuture<Long> append(int writer, int stream, Payload record)
        throws InterruptedException {
      return streams.get(stream).append(record);
    }

    @Override
    public long heldBytes() throws UserFailure {
      return rows.journaledBytes(names) - before;
    }

    /** Logs stay: they cannot be emptied. */
    @Override
    public void close() {}
  }

  @Override
  public void close() {
    runner.close();
    client.close();
  }
}
