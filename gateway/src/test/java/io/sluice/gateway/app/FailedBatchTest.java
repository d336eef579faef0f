package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.execution.Executions.By;
import io.sluice.gateway.execution.Executions.Control;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A commit of many entries of one execution that fails. */
class FailedBatchTest {
  private static final int REPORTS = 8;

  private static final ExecutionsRig RIG = ExecutionsRig.start();

  @AfterAll
  static void stop() {
    RIG.close();
  }

  @Test
  @Tag("O34")
  @Tag("C23")
  void itIsWrittenAgainAndNothingThatComesAfterWaitsInVain() throws Exception {
    ExecutionId id = RIG.begun("failed-batch");
    try (HeldJournal held = HeldJournal.of(RIG.storage.database())) {
      RIG.executions().reported(RIG.by(), id, reports(1, REPORTS));
      held.breakWrite();
    }
    assertThat(RIG.acknowledgement(id)).isEqualTo(REPORTS);

    for (int sequence = REPORTS + 1; sequence < 2 * REPORTS; sequence++) {
      CompletionStage<?> signalled;
      try (HeldJournal held = HeldJournal.of(RIG.storage.database())) {
        RIG.executions().reported(RIG.by(), id, reports(sequence, 1));
        held.awaitWrite();
        signalled =
            RIG.executions().control(id, new By.Operator(), new Control.SendSignal(Signal.WINCH));
      }
      await(signalled);
      assertThat(RIG.acknowledgement(id)).isEqualTo(sequence);
    }
    assertThat(ExecutionsRig.text(RIG.log(id))).isEqualTo("x".repeat(2 * REPORTS - 1));
  }

  private static List<Report> reports(int first, int count) {
    List<Report> reports = new ArrayList<>();
    for (int sequence = first; sequence < first + count; sequence++) {
      reports.add(ExecutionsRig.output(sequence, "x"));
    }
    return reports;
  }
}
