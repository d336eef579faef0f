package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.OWED_FOR;
import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static io.sluice.gateway.app.ExecutionsRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.execution.Attachments.Pulled;
import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.retention.LogRemoval;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logs are forgotten, over a real journal. */
@ExtendWith(SharedRig.class)
class ForgetOverPostgresTest {
  private static final ForgetAnswer FORGOTTEN = new ForgetAnswer.Forgotten();
  private static final ForgetAnswer KEPT = new ForgetAnswer.Kept();
  private static final Cursor ALL = new Cursor(new Offset(3), 3, 0);

  private final Instant now = Instant.now();
  private final ExecutionsRig rig;

  ForgetOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @BeforeEach
  void stopTheClock() {
    rig.clock = InstantSource.fixed(now);
  }

  @AfterEach
  void letTheClockRun() {
    rig.clock = InstantSource.system();
  }

  private void nothingIsOwedAnyMore() {
    rig.clock = InstantSource.fixed(now.plus(OWED_FOR));
  }

  private ForgetAnswer forget(ExecutionId id) throws Exception {
    return await(rig.executions().forget(id));
  }

  /** It wrote {@code abc} and ended. */
  private void end(ExecutionId id) throws Exception {
    rig.report(id, output(1, "abc"));
    rig.end(id, 2);
    assertThat(await(rig.executions().awaitEnd(id, LONG))).isInstanceOf(State.Ended.class);
  }

  private void assertThatNothingIsLeft(ExecutionId id) throws Exception {
    assertThat(rig.log(id)).isEmpty();
    assertThat(await(rig.executions().state(id))).isEqualTo(new State.Absent());
    assertThat(
            await(rig.follow(id, new Logs.Start.AfterEntry(0)).runWith(Sink.seq(), rig.system())))
        .isEmpty();
  }

  @Test
  @Tag("O12")
  void whatAConsumerIsOwedIsKeptWholeAndLaterNothingIsLeft() throws Exception {
    ExecutionId id = rig.controlled("forgotten");
    end(id);
    rig.executions().leave(id, SESSION, Cursor.START, false);

    ForgetAnswer owed = forget(id);
    String kept = text(rig.log(id));
    nothingIsOwedAnyMore();
    ForgetAnswer later = forget(id);

    assertThat(owed).isEqualTo(KEPT);
    assertThat(kept).isEqualTo("abc");
    assertThat(later).isEqualTo(FORGOTTEN);
    assertThatNothingIsLeft(id);
    assertThat(rig.endAfterARestart(id)).isEqualTo(new State.Absent());
  }

  @Test
  @Tag("O12")
  void anExitAloneIsOwedToo() throws Exception {
    ExecutionId id = rig.controlled("owed-the-exit");
    end(id);
    rig.executions().leave(id, SESSION, ALL, false);

    ForgetAnswer owed = forget(id);
    State kept = await(rig.executions().state(id));
    nothingIsOwedAnyMore();

    assertThat(owed).isEqualTo(KEPT);
    assertThat(kept).isInstanceOf(State.Ended.class);
    assertThat(forget(id)).isEqualTo(FORGOTTEN);
  }

  @Test
  @Tag("O12")
  void whatRunsOrIsUnderControlIsKept() throws Exception {
    ExecutionId id = rig.controlled("in-use");
    ForgetAnswer running = forget(id);
    end(id);
    nothingIsOwedAnyMore();

    ForgetAnswer controlled = forget(id);
    rig.executions().leave(id, SESSION, ALL, true);

    assertThat(running).isEqualTo(KEPT);
    assertThat(controlled).isEqualTo(KEPT);
    assertThat(forget(id)).isEqualTo(FORGOTTEN);
  }

  @Test
  @Tag("O12")
  void whoAsksWhileItsRowsGoIsToldThatThereIsNothing() throws Exception {
    ExecutionId id = rig.begun("asked-meanwhile");
    end(id);
    CompletableFuture<ExecutionId> begun = new CompletableFuture<>();
    CompletableFuture<Boolean> gate = new CompletableFuture<>();
    LogRemoval real = rig.removal;
    rig.removal =
        (log, last) -> {
          begun.complete(log);
          return gate.thenCompose(_ -> real.forget(log, last));
        };

    CompletionStage<ForgetAnswer> answer = rig.executions().forget(id);
    assertThat(await(begun)).isEqualTo(id);
    List<CompletionStage<State>> states = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      states.add(rig.executions().state(id));
    }
    CompletionStage<Pulled> pulled = rig.executions().pull(id, 1);
    gate.complete(true);

    assertThat(await(answer)).isEqualTo(FORGOTTEN);
    for (CompletionStage<State> state : states) {
      assertThat(await(state)).isEqualTo(new State.Absent());
    }
    assertThat(await(pulled)).isInstanceOf(Pulled.Over.class);
    rig.removal = real;
    assertThatNothingIsLeft(id);
  }

  @Test
  void whenTheDatabaseFailsItIsThereAsBeforeAndGoesTheNextTime() throws Exception {
    ExecutionId id = rig.begun("not-now");
    end(id);
    LogRemoval real = rig.removal;
    rig.removal =
        (_, _) ->
            CompletableFuture.failedStage(
                new StorageUnavailable("a test", new SQLException("a test")));

    ForgetAnswer failed = forget(id);
    rig.removal = real;
    State kept = await(rig.executions().state(id));

    assertThat(failed).isEqualTo(KEPT);
    assertThat(kept).isInstanceOf(State.Ended.class);
    assertThat(forget(id)).isEqualTo(FORGOTTEN);
    assertThatNothingIsLeft(id);
  }

  /** An entity of which nothing is left stops, while it may have been asked for more. */
  @Test
  void whoAsksWhileItsEntityStopsIsAnswered() throws Exception {
    for (int turn = 0; turn < 20; turn++) {
      ExecutionId id = rig.begun("stops-" + turn);
      end(id);
      CompletionStage<ForgetAnswer> first = rig.executions().forget(id);
      List<CompletionStage<ForgetAnswer>> more = new ArrayList<>();
      for (int ask = 0; ask < 20; ask++) {
        more.add(first.thenCompose(_ -> rig.executions().forget(id)));
      }

      assertThat(await(first)).isEqualTo(FORGOTTEN);
      for (CompletionStage<ForgetAnswer> answer : more) {
        assertThat(await(answer)).isIn(FORGOTTEN, KEPT);
      }
    }
  }
}
