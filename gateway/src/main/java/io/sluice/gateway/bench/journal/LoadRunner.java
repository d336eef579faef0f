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
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
final class LoadRunner implements WebSocket.Listener, AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<ExecutionId, LoadedExecution> executions = new ConcurrentHashMap<>();

  /** Bounded by the windows of the executions and the answers to the gateway. */
  private final BlockingQueue<RunnerFrame> out = new LinkedBlockingQueue<>();

  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final Thread sender = Thread.ofPlatform().daemon().name("load").unstarted(this::send);

  private LoadRunner() {}

  /** Dials a gateway on this machine and waits for its welcome. */
  static LoadRunner dial(ChildGateway gateway, int capacity)
      throws UserFailure, InterruptedException {
    LoadRunner runner = new LoadRunner();
    try {
      String token = Files.readString(new DataDirectory(gateway.data()).runnerToken()).strip();
      URI base = gateway.access().url();
      runner.socket.complete(
          runner
              .http
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .subprotocols(LinkLimits.SUBPROTOCOL)
              .buildAsync(URI.create("ws://" + base.getAuthority() + LinkLimits.PATH), runner)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      runner.sender.start();
      runner.out.add(hello(capacity));
      runner.welcomed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return runner;
    } catch (IOException | ExecutionException | TimeoutException failed) {
      runner.close();
      throw new UserFailure("the load cannot be linked: " + failed.getMessage(), failed);
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

  private void send() {
    try {
      WebSocket to = socket.join();
      while (!Thread.currentThread().isInterrupted()) {
        switch (LinkCodec.encode(out.take())) {
          case LinkMessage.Text(String json) -> to.sendText(json, true).join();
          case LinkMessage.Binary(var bytes) -> to.sendBinary(bytes.asByteBuffer(), true).join();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (CompletionException broken) {
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

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String whole = text.toString();
      text.setLength(0);
      try {
        received(LinkCodec.decodeGateway(new LinkMessage.Text(whole)));
      } catch (LinkFault fault) {
        failed(fault);
      }
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  /** Only stdin is binary, and nobody writes any. */
  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    failed(new IOException("the gateway closed the link: " + statusCode + " " + reason));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    failed(error);
  }

  private void failed(Throwable why) {
    welcomed.completeExceptionally(why);
    executions.values().forEach(execution -> execution.failed(why));
  }

  /** Cuts the link; executions stay as they are. */
  @Override
  public void close() {
    sender.interrupt();
    http.shutdownNow();
  }
}
