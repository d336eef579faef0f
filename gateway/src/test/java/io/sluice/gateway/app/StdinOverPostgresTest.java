package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.SESSION;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.seat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Seats.Claim;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.gateway.execution.Seats.Taken;
import io.sluice.protocol.execution.StartFrom;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Input with offsets, over cuts and preemptions; over a real journal. */
@ExtendWith(SharedRig.class)
class StdinOverPostgresTest {
  private static final SessionId OTHER = new SessionId("session-2");
  private static final int SPOOL = 16 * 1024 * 1024;
  private static final StdinAnswer TAKEN = new StdinAnswer.Taken();

  private final ExecutionsRig rig;

  StdinOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  @Test
  @Tag("I12")
  void whatIsSentAgainAfterACutReachesTheRunnerOnce() throws Exception {
    ExecutionId id = rig.controlled("stdin-again");

    await(write(id, SESSION, 0, "abcd"));
    rig.executions().leave(id, SESSION, Cursor.START, false);
    Taken.Yours taken = taken(id, OTHER, "key:1", false);
    StdinAnswer known = await(write(id, OTHER, 0, "abcd"));
    StdinAnswer overlap = await(write(id, OTHER, 2, "cdef"));

    assertThat(taken.stdin().received()).isEqualTo(at(4));
    assertThat(known).isEqualTo(TAKEN);
    assertThat(overlap).isEqualTo(TAKEN);
    assertThat(stdinFrames(id)).containsExactly(stdin(id, 0, "abcd"), stdin(id, 4, "ef"));
  }

  @Test
  @Tag("I12")
  void aGapOrMoreThanTheCreditIsRefusedAndNothingIsTaken() throws Exception {
    ExecutionId id = rig.controlled("stdin-gap");
    int window = LinkLimits.STDIN_WINDOW_BYTES;

    StdinAnswer gap = await(write(id, SESSION, 1, "b"));
    StdinAnswer over =
        await(rig.executions().write(id, SESSION, at(0), Payload.owning(new byte[window + 1])));
    StdinAnswer next = await(write(id, SESSION, 0, "a"));

    assertThat(gap).isEqualTo(new StdinAnswer.Gap(at(0)));
    assertThat(over).isEqualTo(new StdinAnswer.OverCredit(at(window)));
    assertThat(next).isEqualTo(TAKEN);
    assertThat(stdinFrames(id)).containsExactly(stdin(id, 0, "a"));
  }

  @Test
  @Tag("I5")
  void whatThePredecessorWroteComesBeforeWhatItsSuccessorWrites() throws Exception {
    ExecutionId id = rig.controlled("stdin-order");

    await(write(id, SESSION, 0, "first"));
    Taken.Yours taken = taken(id, OTHER, "key:2", true);
    StdinAnswer stale = await(write(id, SESSION, 5, "stale"));
    StdinAnswer staleEnd = await(rig.executions().endStdin(id, SESSION, at(5)));
    await(write(id, OTHER, 5, "second"));

    assertThat(taken.stdin().received()).isEqualTo(at(5));
    assertThat(List.of(stale, staleEnd)).containsOnly(new StdinAnswer.Superseded());
    assertThat(stdinFrames(id)).containsExactly(stdin(id, 0, "first"), stdin(id, 5, "second"));
  }

  @Test
  @Tag("I7")
  void anEndThatWaitsSurvivesItsWriterAndIsAppliedOnce() throws Exception {
    ExecutionId id = rig.controlled("stdin-end");
    Payload two = Payload.owning(new byte[2 * LinkLimits.STDIN_WINDOW_BYTES]);
    await(rig.executions().write(id, SESSION, two));

    await(rig.executions().endStdin(id, SESSION, at(two.size())));
    taken(id, OTHER, "key:2", true);
    StdinAnswer again = await(rig.executions().endStdin(id, OTHER, at(two.size())));
    StdinAnswer elsewhere = await(rig.executions().endStdin(id, OTHER, at(3)));
    StdinAnswer late = await(write(id, OTHER, two.size(), "late"));
    rig.executions().tookStdin(rig.by(), id, at(LinkLimits.STDIN_WINDOW_BYTES), false);
    await(rig.executions().endStdin(id, OTHER, at(two.size())));

    assertThat(again).isEqualTo(TAKEN);
    assertThat(elsewhere).isEqualTo(new StdinAnswer.EndedElsewhere(at(two.size())));
    assertThat(late).isEqualTo(new StdinAnswer.Closed());
    assertThat(stdinFrames(id))
        .endsWith(new GatewayFrame.StdinEnd(id, at(two.size())))
        .filteredOn(GatewayFrame.StdinEnd.class::isInstance)
        .hasSize(1);
  }

  @Test
  @Tag("I10")
  void whoWatchesInputIsToldOfNewCreditAndOfAnEarlyClose() throws Exception {
    ExecutionId id = rig.controlled("stdin-watch");
    await(write(id, SESSION, 0, "abc"));
    StdinFacts written = facts(3, 0, LinkLimits.STDIN_WINDOW_BYTES, false);
    StdinFacts applied = facts(3, 2, 2 + LinkLimits.STDIN_WINDOW_BYTES, false);

    CompletionStage<StdinNews> credit = rig.executions().stdin(id, SESSION, written);
    rig.executions().tookStdin(rig.by(), id, at(2), false);
    CompletionStage<StdinNews> close = rig.executions().stdin(id, SESSION, applied);
    rig.executions().tookStdin(rig.by(), id, at(2), true);

    assertThat(await(credit)).isEqualTo(new StdinNews.Stands(applied));
    assertThat(await(close)).isEqualTo(new StdinNews.Stands(facts(3, 2, 3, true)));
    assertThat(await(write(id, SESSION, 3, "d"))).isEqualTo(new StdinAnswer.Closed());
  }

  @Test
  @Tag("I5")
  void whoWatchesInputIsToldWhenItIsSuperseded() throws Exception {
    ExecutionId id = rig.controlled("stdin-lost");
    StdinFacts known = facts(0, 0, LinkLimits.STDIN_WINDOW_BYTES, false);

    CompletionStage<StdinNews> news = rig.executions().stdin(id, SESSION, known);
    taken(id, OTHER, "key:2", true);

    assertThat(await(news)).isEqualTo(new StdinNews.Superseded());
    assertThat(await(rig.executions().stdin(id, SESSION, known)))
        .isEqualTo(new StdinNews.Superseded());
  }

  @Test
  @Tag("I5")
  @Tag("I10")
  void whoWaitsForRoomWhenItIsSupersededIsToldAndOnlyWhatWasTakenStays() throws Exception {
    ExecutionId id = rig.controlled("stdin-waits");
    CompletionStage<StdinAnswer> waiting = fillSpool(id);

    Taken.Yours taken = taken(id, OTHER, "key:2", true);

    assertThat(await(waiting)).isEqualTo(new StdinAnswer.Superseded());
    assertThat(taken.stdin()).isEqualTo(facts(SPOOL, 0, SPOOL, false));
  }

  @Test
  @Tag("I8")
  void whoWaitsForRoomIsToldWhenTheExecutionEndsWhichDoesNotWaitForIt() throws Exception {
    ExecutionId id = rig.controlled("stdin-over");
    CompletionStage<StdinAnswer> waiting = fillSpool(id);

    rig.end(id, 1);

    assertThat(await(rig.executions().awaitEnd(id, ExecutionsRig.LONG)))
        .isInstanceOf(State.Ended.class);
    assertThat(await(waiting)).isEqualTo(new StdinAnswer.Closed());
    assertThat(await(write(id, SESSION, SPOOL, "late"))).isEqualTo(new StdinAnswer.Closed());
  }

  /** The answer to one byte more than there is room for. */
  private CompletionStage<StdinAnswer> fillSpool(ExecutionId id) throws Exception {
    Payload all = Payload.owning(new byte[SPOOL]);
    assertThat(await(rig.executions().write(id, SESSION, all))).isEqualTo(TAKEN);
    CompletionStage<StdinAnswer> waiting = rig.executions().write(id, SESSION, Payload.utf8("x"));
    await(rig.executions().state(id));
    assertThat(waiting.toCompletableFuture()).isNotDone();
    return waiting;
  }

  private static StdinFacts facts(long received, long applied, long creditUpTo, boolean closed) {
    return new StdinFacts(at(received), at(applied), at(creditUpTo), closed);
  }

  private CompletionStage<StdinAnswer> write(
      ExecutionId id, SessionId session, long offset, String text) {
    return rig.executions().write(id, session, at(offset), Payload.utf8(text));
  }

  private Taken.Yours taken(ExecutionId id, SessionId session, String consumer, boolean preempt)
      throws Exception {
    Taken taken =
        await(
            rig.executions()
                .take(id, new Claim(seat(session, consumer), preempt, new StartFrom.OpenPlace())));
    assertThat(taken).isInstanceOf(Taken.Yours.class);
    return (Taken.Yours) taken;
  }

  /** What the runner was sent of input so far. */
  private List<GatewayFrame> stdinFrames(ExecutionId id) throws Exception {
    await(rig.executions().control(id, new By.Operator(), new Control.Kill()));
    return rig.framesUpTo(new GatewayFrame.Kill(id)).stream()
        .filter(frame -> isInput(id, frame))
        .toList();
  }

  private static boolean isInput(ExecutionId id, GatewayFrame frame) {
    return (frame instanceof GatewayFrame.Stdin stdin && stdin.execution().equals(id))
        || (frame instanceof GatewayFrame.StdinEnd end && end.execution().equals(id));
  }

  private static GatewayFrame stdin(ExecutionId id, long offset, String text) {
    return new GatewayFrame.Stdin(id, at(offset), Payload.utf8(text));
  }

  private static StdinOffset at(long bytes) {
    return new StdinOffset(bytes);
  }
}
