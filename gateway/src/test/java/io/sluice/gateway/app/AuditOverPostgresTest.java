package io.sluice.gateway.app;

import static io.sluice.gateway.app.ExecutionsRig.LONG;
import static io.sluice.gateway.app.ExecutionsRig.await;
import static io.sluice.gateway.app.ExecutionsRig.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.AuditCheck;
import io.sluice.persistence.audit.AuditExport;
import io.sluice.persistence.audit.Verdict;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.execution.Command.Purpose;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logs as they are journaled prove themselves. */
@Tag("T4")
@ExtendWith(SharedRig.class)
class AuditOverPostgresTest {
  private static final long WINDOW = 200;

  private final ExecutionsRig rig;

  AuditOverPostgresTest(ExecutionsRig rig) {
    this.rig = rig;
  }

  private Verdict check(ExecutionId id) throws Exception {
    AuditExport export = new AuditExport(AuditExport.Bodies.FULL);
    AuditCheck check = new AuditCheck(TestKeys.SIGNER.all());
    StoredRow newest = await(rig.rows().newestAnchor(id)).orElse(null);
    State.Known state = (State.Known) await(rig.executions().state(id));
    check.line(text(export.first(state, newest, TestKeys.SIGNER.all(), Instant.EPOCH)));
    long next = 1;
    List<StoredRow> rows = await(rig.rows().rows(id, next));
    while (!rows.isEmpty()) {
      rows.forEach(row -> export.entry(row).forEach(line -> check.line(text(line))));
      next = rows.getLast().number() + 1;
      rows = await(rig.rows().rows(id, next));
    }
    check.line(text(export.last()));
    return check.verdict();
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }

  private void awaitProven(ExecutionId id) {
    Awaitility.await()
        .atMost(LONG)
        .until(() -> check(id), verdict -> verdict.proven() > 0 && verdict.unproven() == 0);
  }

  private ExecutionId ended(String name) throws Exception {
    ExecutionId id = rig.controlled(name);
    rig.report(id, output(1, "abc"));
    rig.report(id, output(2, "def"));
    rig.end(id, 3);
    await(rig.executions().awaitEnd(id, LONG));
    return id;
  }

  @Test
  void aRunningLogIsSignedAfterSoManyEntriesAndNotBefore() throws Exception {
    ExecutionId id = rig.controlled("signed-as-it-grows");

    grow(id, 1, Anchor.EVERY_ENTRIES / 2);
    Optional<StoredRow> early = await(rig.rows().newestAnchor(id));
    grow(id, Anchor.EVERY_ENTRIES / 2 + 1, Anchor.EVERY_ENTRIES);

    assertThat(early).isEmpty();
    Awaitility.await().atMost(LONG).until(() -> check(id).proven() > Anchor.EVERY_ENTRIES / 2);
    assertThat(check(id).findings()).isEmpty();
  }

  /** As fast as the window of a runner lets it. */
  private void grow(ExecutionId id, long from, long upTo) throws Exception {
    for (long sequence = from; sequence <= upTo; sequence++) {
      rig.report(id, output(sequence, "x"));
      if (sequence % WINDOW == 0 || sequence == upTo) {
        long last = sequence;
        Awaitility.await().atMost(LONG).until(() -> journaled(id) == last);
      }
    }
  }

  private long journaled(ExecutionId id) throws Exception {
    return ((State.Known) await(rig.executions().state(id))).progress().lastSequence();
  }

  @Test
  void anEndedLogIsSignedToItsEndAndTheEndCarriesTheHeadOfAllBefore() throws Exception {
    ExecutionId id = ended("proven");

    awaitProven(id);

    Verdict verdict = check(id);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.ended()).isTrue();
    assertThat(verdict.provenTo()).isEqualTo(new Offset(6));
    assertThat(rig.log(id))
        .anySatisfy(
            entry -> {
              assertThat(entry.event()).isInstanceOf(Event.Ended.class);
              Digest head = ((Event.Ended) entry.event()).head();
              assertThat(Objects.requireNonNull(head)).isNotEqualTo(Digest.NONE);
            });
  }

  @Test
  @Tag("O12")
  void whatATrimRemovesIsSignedBeforeItGoes() throws Exception {
    ExecutionId id = rig.begun("proven-trim");
    for (int sequence = 1; sequence <= 4; sequence++) {
      rig.report(id, output(sequence, "abc"));
    }
    Awaitility.await().atMost(LONG).until(() -> ExecutionsRig.text(rig.log(id)).length() == 12);

    await(rig.executions().trim(id, new Offset(7), Purpose.LIMIT));
    rig.report(id, output(5, "xyz"));
    rig.end(id, 6);
    await(rig.executions().awaitEnd(id, LONG));
    awaitProven(id);

    Verdict verdict = check(id);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.trimmedTo()).isEqualTo(new Offset(6));
    assertThat(ExecutionsRig.text(rig.log(id))).isEqualTo("abcabcxyz");
  }

  @Test
  @Tag("O34")
  void afterARestartWithoutASnapshotTheChainsGoOn() throws Exception {
    ExecutionId id = rig.begun("proven-restart");
    rig.report(id, output(1, "abc"));
    rig.report(id, output(2, "def"));
    Awaitility.await().atMost(LONG).until(() -> ExecutionsRig.text(rig.log(id)).length() == 6);
    await(rig.executions().trim(id, new Offset(3), Purpose.LIMIT));
    rig.forgetSnapshot(id);

    rig.endAfterARestart(id);

    awaitProven(id);
    assertThat(check(id).findings()).isEmpty();
    assertThat(check(id).ended()).isTrue();
  }
}
