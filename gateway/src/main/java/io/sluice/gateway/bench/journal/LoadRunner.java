package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.ChildGateway;
import io.sluice.gateway.cli.DataDirectory;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A runner by the contract of {@code sluice.runner.v1}, over one WebSocket, that starts no
 * processes: what its executions write is what a load offers.
 */
final class LoadRunner implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Map<ExecutionId, LoadedExecution> executions = new ConcurrentHashMap<>();

  /** Bounded by the windows of the executions and the answers to the gateway. */
  private final BlockingQueue<RunnerFrame> out = new LinkedBlockingQueue<>();

  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private final LinkWire wire;
  private final Thread sender = Thread.ofPlatform().daemon().name("load-out").unstarted(this::send);
  private final Thread receiver =
      Thread.ofPlatform().daemon().name("load-in").unstarted(this::receive);

  private LoadRunner(LinkWire wire) {
    this.wire = wire;
  }

  /** Dials a gateway on this machine and waits for its welcome. */
  static LoadRunner dial(ChildGateway gateway, int capacity)
      throws UserFailure, InterruptedException {
    try {
      String token = Files.readString(new DataDirectory(gateway.data()).runnerToken()).strip();
      LoadRunner runner = new LoadRunner(LinkWire.dial(gateway.access().url(), token));
      runner.sender.start();
      runner.receiver.start();
      runner.out.add(hello(capacity));
      return runner.welcomed();
    } catch (IOException failed) {
      throw new UserFailure("the load cannot be linked: " + failed.getMessage(), failed);
    }
  }

  private LoadRunner welcomed() throws UserFailure, InterruptedException {
    try {
      welcomed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return this;
    } catch (ExecutionException | TimeoutException failed) {
      close();
      throw new UserFailure("the load is not welcome: " + failed.getMessage(), failed);
    }
  }

  private static RunnerFrame hello(int capacity) {
    return new RunnerFrame.Hello(
        LinkLimits.VERSION,
        new RunnerId("load"),
        new Incarnation(UUID.randomUUID().toString()),
        Map.of(),
        capacity,
        List.of("load"),
        List.of(),
        null);
  }

  /**
   * One that the gateway started here.
   *
   * @throws UserFailure when it did not
   */
  LoadedExecution execution(String id) throws UserFailure {
    LoadedExecution execution = executions.get(new ExecutionId(id));
    if (execution == null) {
      throw new UserFailure("execution " + id + " was not started on the link of the load");
    }
    return execution;
  }

  boolean has(String id) {
    return executions.containsKey(new ExecutionId(id));
  }

  /** What is there at once is written at once. */
  private void send() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (RunnerFrame next = out.take(); next != null; next = out.poll()) {
          wire.send(LinkCodec.encode(next));
        }
        wire.flush();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (IOException broken) {
      failed(broken);
    }
  }

  private void receive() {
    try {
      while (true) {
        received(LinkCodec.decodeGateway(wire.receive()));
      }
    } catch (IOException | LinkFault broken) {
      failed(broken);
    }
  }

  private void received(GatewayFrame frame) {
    switch (frame) {
      case GatewayFrame.Welcome _ -> welcomed.complete(null);
      case GatewayFrame.Start start -> {
        executions.putIfAbsent(start.execution(), new LoadedExecution(start.execution(), out::add));
        out.add(new RunnerFrame.Started(start.execution(), 1));
      }
      case GatewayFrame.Acknowledged(var id, long sequence) ->
          with(id, execution -> execution.acknowledged(sequence));
      case GatewayFrame.Kill(var id) -> with(id, LoadedExecution::end);
      case GatewayFrame.Flush(var id, long number) ->
          with(id, execution -> out.add(execution.flushed(number)));
      case GatewayFrame.Beat(long number) -> out.add(new RunnerFrame.BeatAnswered(number));
      case GatewayFrame.Stdin _,
          GatewayFrame.StdinEnd _,
          GatewayFrame.Resize _,
          GatewayFrame.SendSignal _,
          GatewayFrame.StopBox _,
          GatewayFrame.RemoveBox _ -> {}
    }
  }

  private void with(ExecutionId id, Consumer<LoadedExecution> step) {
    LoadedExecution execution = executions.get(id);
    if (execution != null) {
      step.accept(execution);
    }
  }

  private void failed(Throwable why) {
    welcomed.completeExceptionally(why);
    executions.values().forEach(execution -> execution.failed(why));
  }

  /** Cuts the link; executions stay as they are. */
  @Override
  public void close() {
    sender.interrupt();
    try {
      wire.close();
    } catch (IOException gone) {
      failed(gone);
    }
  }
}
