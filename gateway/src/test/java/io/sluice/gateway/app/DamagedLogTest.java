package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.LogItem;
import io.sluice.gateway.attach.Logs;
import io.sluice.gateway.execution.LogRemovals.ForgetAnswer;
import io.sluice.gateway.execution.ShardedExecutions;
import io.sluice.persistence.codec.StoredNames;
import io.sluice.persistence.query.LogDamaged;
import io.sluice.persistence.sql.SqlIndex;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that are gone, or of another version, under a reader; over a real journal. */
@ExtendWith(SharedRig.class)
class DamagedLogTest {
  private static final int DAMAGED = 7;

  /** So that the first of them are in the journal only. */
  private static final int REPORTS = 16;

  private final ExecutionsRig rig;

  DamagedLogTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  private ExecutionId written(String name) throws Exception {
    ExecutionId id = rig.begun(name);
    for (int sequence = 1; sequence <= REPORTS; sequence++) {
      byte[] bytes = new byte[64 * 1024];
      rig.report(id, new Report.Output(sequence, Channel.STDOUT, 1, Payload.owning(bytes)));
    }
    rig.end(id, REPORTS + 1);
    await(rig.executions().awaitEnd(id, LONG));
    return id;
  }

  private CompletionStage<List<LogItem>> read(ExecutionId id) {
    return rig.follow(id, new Logs.Start.AfterEntry(0)).runWith(Sink.seq(), rig.system());
  }

  @ParameterizedTest
  @Tag("C23")
  @Tag("O17")
  @Tag("L12")
  @CsvSource({
    "missing, DELETE FROM journal, entry 7 is missing",
    "newer, UPDATE journal SET manifest = 'output.99', entry 7 cannot be read",
    "flipped, 'UPDATE journal SET payload = set_byte(payload, 99, 1)', entry 7 cannot be read",
    "flipped-link, 'UPDATE journal SET link = set_byte(link, 0, 1)', entry 7 cannot be read",
    "cut, 'UPDATE journal SET payload = substring(payload for 5)', entry 7 cannot be read"
  })
  void aReaderIsToldWhichEntryIsDamagedAndOtherLogsAreReadAsBefore(
      String name, String damage, String told) throws Exception {
    ExecutionId id = written("damaged-" + name);
    ExecutionId neighbour = written("whole-" + name);
    List<LogItem> whole = await(read(neighbour));

    damage(id, damage);

    assertThat(read(id).toCompletableFuture())
        .failsWithin(LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(LogDamaged.class)
        .withMessageContaining(told);
    assertThat(await(read(neighbour))).isEqualTo(whole);
  }

  @ParameterizedTest
  @Tag("C23")
  @CsvSource({
    "newer, UPDATE journal SET manifest = 'output.99'",
    "flipped, 'UPDATE journal SET payload = set_byte(payload, 99, 1)'",
    "flipped-link, 'UPDATE journal SET link = set_byte(link, 0, 1)'"
  })
  void afterARestartADamagedLogSaysSoAtOnceTheOthersOpenAndItsRetentionEndsIt(
      String name, String damage) throws Exception {
    ExecutionId id = written("at-rest-" + name);
    ExecutionId neighbour = written("whole-at-rest-" + name);
    rig.forgetSnapshot(id);
    damage(id, damage);

    try (Restarted restarted = rig.restarted()) {
      ShardedExecutions executions = restarted.executions();

      assertThat(executions.state(id).toCompletableFuture())
          .failsWithin(LONG)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(LogDamaged.class);
      assertThat(executions.trim(id, Offset.ZERO, Command.Purpose.LIMIT).toCompletableFuture())
          .failsWithin(LONG)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(LogDamaged.class);
      assertThat(await(executions.state(neighbour))).isInstanceOf(State.Ended.class);
      assertThat(await(executions.forget(id))).isEqualTo(new ForgetAnswer.Forgotten());
    }
    assertThat(rig.log(id)).isEmpty();
  }

  @Test
  @Tag("C23")
  void aLogThatIsDamagedWhileItRunsDoesNotKeepAGatewayFromItsStart() throws Exception {
    ExecutionId id = rig.begun("damaged-unfinished");
    ExecutionId neighbour = rig.begun("whole-unfinished");
    SqlIndex index = new SqlIndex(rig.storage.database());
    index.ensureTenant(ExecutionsRig.facts(id).tenant(), Instant.EPOCH);
    index.restoreExecution(ExecutionsRig.facts(id));
    index.restoreExecution(ExecutionsRig.facts(neighbour));
    damage(id, "UPDATE journal SET payload = set_byte(payload, 9, 0)", 2);

    try (Restarted restarted = rig.restarted()) {
      new Reconciliation(index, restarted.executions()).run();

      assertThat(await(restarted.executions().state(neighbour))).isInstanceOf(State.Known.class);
    }
    index.deleteExecution(id);
    index.deleteExecution(neighbour);
  }

  private void damage(ExecutionId id, String statement) throws Exception {
    damage(id, statement, DAMAGED);
  }

  private void damage(ExecutionId id, String statement, long number) throws Exception {
    String sql = statement + " WHERE persistence_id = ? AND sequence_number = " + number;
    try (Connection connection = rig.storage.database().connection();
        PreparedStatement damage = connection.prepareStatement(sql)) {
      damage.setString(1, StoredNames.persistenceId(id));
      assertThat(damage.executeUpdate()).isEqualTo(1);
    }
  }
}
