package io.sluice.gateway.box;

import io.sluice.gateway.box.Boxes.CreateAnswer;
import io.sluice.gateway.box.Boxes.MainAnswer;
import io.sluice.gateway.box.Boxes.StartAnswer;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.gateway.testing.FakeBoxRunners;
import io.sluice.gateway.testing.FakeExecutions;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.gateway.testing.Quotas;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.TerminalSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Boxes over an index and executions in memory, with a clock that a test sets. */
final class BoxRig {
  static final TenantId TENANT = new TenantId("acme");
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final Duration STOP_WITHIN = Duration.ofSeconds(60);

  static final Requirements WANTED = new Requirements("process", Map.of("zone", "a"));

  static final CommandSpec SHELL =
      new CommandSpec(
          "sh",
          List.of("-i"),
          Map.of(),
          null,
          new TerminalSize(80, 24),
          null,
          CommandSpec.StdinMode.OPEN);

  final FakeIndex rows = new FakeIndex();
  final FakeExecutions executions = new FakeExecutions();
  final FakeBoxRunners runners = new FakeBoxRunners();
  final AtomicLong nanos = new AtomicLong();
  final Uses uses = new Uses(nanos::get);
  final BoxService boxes;
  private final AtomicInteger lastId = new AtomicInteger();

  BoxRig() {
    rows.ensureTenant(TENANT, START);
    executions.connect();
    boxes = service(Runnable::run);
  }

  private BoxService service(Executor executor) {
    AsyncIndex index = new AsyncIndex(rows, executor);
    return new BoxService(
        new BoxSides(index, new KnownExecutions(index), executions, runners, Quotas.NONE),
        () -> START.plusNanos(nanos.get()),
        new BoxService.Ids(() -> new BoxId(next("box")), () -> new ExecutionId(next("main"))),
        new BoxSettings("process", BoxSettings.ImagePolicy.RECORDED, STOP_WITHIN),
        uses);
  }

  private String next(String what) {
    return what + lastId.incrementAndGet();
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  void sweep() {
    try {
      boxes.keeper().sweep();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  Box created(@Nullable CommandSpec main, Duration idleStop, Duration deleteAfterStop) {
    Box.Upkeep upkeep = new Box.Upkeep(main, idleStop, deleteAfterStop, true);
    Boxes.Request request =
        new Boxes.Request(null, "", 1, 128, Map.of("A", "1"), "/work", Map.of(), upkeep, WANTED);
    return ((CreateAnswer.Created) done(boxes.create(TENANT, request))).box();
  }

  StartAnswer start(Box box) {
    return done(boxes.start(TENANT, box.id()));
  }

  MainAnswer main(Box box) {
    return done(boxes.main(now(box)));
  }

  ExecutionId mainId(Box box) {
    return ((MainAnswer.Ready) main(box)).main();
  }

  Box now(Box box) {
    return rows.box(TENANT, box.id()).orElseThrow();
  }

  Box.Status status(Box box) {
    return now(box).status();
  }

  /** A command that runs in the box, admitted and journaled. */
  ExecutionId exec(String id, Box box) {
    Facts facts = facts(id, box);
    rows.admitExecution(facts);
    done(boxes.enter(box.id(), () -> executions.begin(facts)));
    return facts.execution();
  }

  Facts facts(String id, Box box) {
    return new Facts(new ExecutionId(id), TENANT, box.id(), SHELL, Map.of(), START);
  }

  /** As the journal's end becomes known to the index. */
  void over(ExecutionId id) {
    executions.end(id, EndReason.EXITED);
    Outcome outcome = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true);
    rows.endExecution(id, new ExecutionRow.End(outcome, Offset.ZERO, null, START));
  }

  static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
