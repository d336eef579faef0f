package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.Flushed;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.runner.GatewayFrame;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flushes; the test is the runner. */
@Tag("O32")
@ExtendWith(SharedRig.class)
class FlushOverPostgresTest {
  private final ExecutionsRig rig;

  FlushOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  void aFlushIsAnsweredOnceTheJournalHasWhatTheRunnerMeant() throws Exception {
    ExecutionId id = rig.begun("flush-journaled");

    CompletionStage<Flushed> flush = rig.executions().flush(id);
    rig.framesUpTo(new GatewayFrame.Flush(id, 1));
    rig.executions().flushed(rig.by(), id, 1, 2);
    rig.report(id, output(1, "abc"));
    boolean early = flush.toCompletableFuture().isDone();
    rig.report(id, output(2, "de"));

    assertThat(early).isFalse();
    assertThat(await(flush)).isEqualTo(new Flushed.UpTo(new Offset(5)));
  }

  @Test
  void whoAsksMeanwhileIsAnsweredByTheNextQuestion() throws Exception {
    ExecutionId id = rig.begun("flush-next");

    CompletionStage<Flushed> first = rig.executions().flush(id);
    rig.framesUpTo(new GatewayFrame.Flush(id, 1));
    CompletionStage<Flushed> second = rig.executions().flush(id);
    rig.executions().flushed(rig.by(), id, 1, 0);
    Flushed firstAnswer = await(first);
    rig.framesUpTo(new GatewayFrame.Flush(id, 2));
    boolean early = second.toCompletableFuture().isDone();
    rig.report(id, output(1, "abc"));
    rig.executions().flushed(rig.by(), id, 1, 0);
    rig.executions().flushed(rig.by(), id, 2, 1);

    assertThat(firstAnswer).isEqualTo(new Flushed.UpTo(Offset.ZERO));
    assertThat(early).isFalse();
    assertThat(await(second)).isEqualTo(new Flushed.UpTo(new Offset(3)));
  }

  @Test
  void theEndAnswersWithTheEnd() throws Exception {
    ExecutionId id = rig.begun("flush-end");

    CompletionStage<Flushed> flush = rig.executions().flush(id);
    rig.framesUpTo(new GatewayFrame.Flush(id, 1));
    rig.report(id, output(1, "abc"));
    rig.end(id, 2);

    assertThat(await(flush)).isEqualTo(new Flushed.UpTo(new Offset(3)));
    assertThat(await(rig.executions().flush(id))).isEqualTo(new Flushed.UpTo(new Offset(3)));
  }

  @Test
  void whatNeverBeganHasWrittenNothing() throws Exception {
    assertThat(await(rig.executions().flush(new ExecutionId("flush-absent"))))
        .isEqualTo(new Flushed.UpTo(Offset.ZERO));
  }
}
