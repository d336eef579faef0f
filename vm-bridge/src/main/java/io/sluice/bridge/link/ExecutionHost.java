package io.sluice.bridge.link;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executions of a runner, which outlive its links, and what the gateway asks of them. Never
 * blocks.
 */
final class ExecutionHost {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionHost.class);
  private static final long BOX_END_SECONDS = 10;
  private static final int REMEMBERED = 16_384;

  private final Drivers drivers;
  private final int capacity;
  private final FairQueue queue;
  private final Map<ExecutionId, HostedExecution> executions = new ConcurrentHashMap<>();

  /** Boxes that are being stopped or removed; what is to start in one waits until that is done. */
  private final Map<BoxId, CompletableFuture<Void>> ending = new ConcurrentHashMap<>();

  /** Ids that ended here: a start that comes again must not run a command twice. */
  private final Set<ExecutionId> endedHere =
      Collections.synchronizedSet(Collections.newSetFromMap(new Remembered()));

  private volatile boolean draining;

  ExecutionHost(Drivers drivers, int capacity, FairQueue queue) {
    this.drivers = drivers;
    this.capacity = capacity;
    this.queue = queue;
  }

  /** The last so many ids. */
  private static final class Remembered extends LinkedHashMap<ExecutionId, Boolean> {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<ExecutionId, Boolean> eldest) {
      return size() > REMEMBERED;
    }
  }

  /** Takes a frame; frames of one link come one at a time. */
  void receive(GatewayFrame frame) {
    switch (frame) {
      case GatewayFrame.Welcome welcome -> welcomed(welcome.committed());
      case GatewayFrame.Start start -> start(start);
      case GatewayFrame.Acknowledged(var id, long sequence) ->
          with(id, execution -> execution.acknowledged(sequence));
      case GatewayFrame.Stdin(var id, var offset, var bytes) ->
          with(id, execution -> execution.stdin(offset, bytes));
      case GatewayFrame.StdinEnd(var id, var offset) ->
          with(id, execution -> execution.stdinEnd(offset));
      case GatewayFrame.Resize(var id, var size) ->
          with(id, execution -> execution.control(process -> process.resize(size)));
      case GatewayFrame.SendSignal(var id, var signal) ->
          with(id, execution -> execution.control(process -> process.signal(signal)));
      case GatewayFrame.Flush(var id, long number) ->
          with(id, execution -> execution.control(process -> process.flush(number)));
      case GatewayFrame.Kill(var id) -> with(id, HostedExecution::kill);
      case GatewayFrame.StopBox(var box) -> endBox(box, drivers::stopBox);
      case GatewayFrame.RemoveBox(var box) -> endBox(box, drivers::removeBox);
      case GatewayFrame.Beat(long number) -> queue.beat(number);
    }
  }

  /** Nothing new is taken from now on. */
  void beginDrain() {
    draining = true;
  }

  List<HostedExecution> all() {
    return List.copyOf(executions.values());
  }

  /** What a hello names. */
  List<RunnerFrame.Held> held() {
    return all().stream().map(HostedExecution::held).toList();
  }

  /** The link is gone: nobody has a turn until the next welcome. */
  void linkLost() {
    queue.clear();
  }

  /** Goes on with what the gateway wants, each after what is journaled of it, and ends the rest. */
  private void welcomed(Map<ExecutionId, Long> committed) {
    for (HostedExecution execution : all()) {
      Long upTo = committed.get(execution.id());
      if (upTo != null) {
        execution.linkedAgain(upTo);
      } else {
        LOG.warn("the gateway does not want execution {}: it is ended", execution.id());
        execution.abandon();
      }
    }
  }

  /** Ends everything and forgets it: nobody is left to report to. */
  void abandonAll() {
    all().forEach(HostedExecution::abandon);
    queue.clear();
  }

  private void with(ExecutionId id, Consumer<HostedExecution> step) {
    HostedExecution execution = executions.get(id);
    if (execution == null) {
      LOG.debug("a frame for execution {}, which is not here, is passed over", id);
      return;
    }
    step.accept(execution);
  }

  private void start(GatewayFrame.Start start) {
    ExecutionId id = start.execution();
    HostedExecution known = executions.get(id);
    if (known != null) {
      known.startRepeated();
      return;
    }
    boolean full = running() >= capacity;
    boolean again = endedHere.contains(id);
    HostedExecution execution = new HostedExecution(id, start.box(), queue::offer);
    executions.put(id, execution);
    var _ = execution.over().thenRun(() -> forget(id, execution));
    if (again) {
      execution.launched(refused("this execution has already ended here"));
    } else if (draining) {
      execution.launched(refused("the runner takes no new work"));
    } else if (full) {
      execution.launched(refused("the runner is at its capacity of " + capacity));
    } else {
      CompletableFuture<Void> settled = settled(start.box());
      Thread.startVirtualThread(() -> launch(start, execution, settled));
    }
  }

  private void launch(
      GatewayFrame.Start start, HostedExecution execution, CompletableFuture<Void> settled) {
    settled.join();
    execution.launched(answerOf(start, execution));
  }

  /** An execution without an answer would hang for ever, so a fault is an answer too. */
  private Driver.Launch answerOf(GatewayFrame.Start start, HostedExecution execution) {
    try {
      Driver.Home home = new Driver.Home(start.box(), start.limits());
      return drivers.start(start.driver(), start.execution(), home, start.command(), execution);
    } catch (RuntimeException failed) {
      LOG.error("the driver failed to start execution {}", start.execution(), failed);
      return refused("the runner failed to start it");
    }
  }

  private static Driver.Launch refused(String why) {
    return new Driver.Launch.Failed(StartFailure.REFUSED_BY_RUNNER, "sluice: " + why);
  }

  private long running() {
    return executions.values().stream().filter(e -> !e.processGone().isDone()).count();
  }

  private void forget(ExecutionId id, HostedExecution execution) {
    endedHere.add(id);
    executions.remove(id, execution);
  }

  private CompletableFuture<Void> settled(BoxId box) {
    return ending.getOrDefault(box, CompletableFuture.completedFuture(null));
  }

  /** Ends what runs in the box, then has the drivers do the rest. */
  private void endBox(BoxId box, Consumer<BoxId> rest) {
    List<HostedExecution> inside =
        all().stream().filter(execution -> execution.box().equals(box)).toList();
    inside.forEach(HostedExecution::kill);
    CompletableFuture<?>[] ends =
        inside.stream().map(HostedExecution::processGone).toArray(CompletableFuture[]::new);
    CompletableFuture<Void> before = settled(box);
    CompletableFuture<Void> done = new CompletableFuture<>();
    ending.put(box, done);
    Thread.startVirtualThread(
        () -> {
          try {
            before.join();
            CompletableFuture.allOf(ends)
                .completeOnTimeout(null, BOX_END_SECONDS, TimeUnit.SECONDS)
                .join();
            rest.accept(box);
          } finally {
            ending.remove(box, done);
            done.complete(null);
          }
        });
  }
}
