package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.audit.AccessTrail.Extent;
import io.sluice.persistence.audit.AccessTrail.Note;
import io.sluice.persistence.audit.AccessTrail.Row;
import io.sluice.persistence.codec.AccessCodec;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.access.AccessEvent.Acted;
import io.sluice.protocol.access.Visitor;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.KeyId;
import io.sluice.protocol.proof.Seal;
import io.sluice.protocol.proof.SignedTrail;
import io.sluice.protocol.proof.TrailAnchor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("T3")
@ExtendWith(TestDatabases.class)
class SqlAccessTrailTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");
  private static final TenantId ACME = new TenantId("acme");
  private static final ExecutionId ONE = new ExecutionId("e1");
  private static final ExecutionId TWO = new ExecutionId("e2");

  private Database database;
  private SqlAccessTrail trail;

  @BeforeEach
  void twoExecutions(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    trail = new SqlAccessTrail(database);
    SqlIndex index = new SqlIndex(database);
    index.ensureTenant(ACME, AT);
    index.restoreExecution(Samples.plain(ONE.value(), ACME, new BoxId("b"), AT));
    index.restoreExecution(Samples.plain(TWO.value(), ACME, new BoxId("b"), AT));
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  private static AccessEvent act(String detail) {
    return new Acted(new Visitor("k", "127.0.0.1 1", null), Act.SEARCH, detail);
  }

  private static Note note(ExecutionId id, String detail) {
    return new Note(id, AT, act(detail));
  }

  private ChainHead walked(ExecutionId id) {
    ChainHead head = ChainHead.START;
    for (List<Row> page = trail.rows(id, 1);
        !page.isEmpty();
        page = trail.rows(id, head.length() + 1)) {
      for (Row row : page) {
        head = head.then(Digest.of(row.body()));
        assertThat(row).isEqualTo(new Row(head.length(), head.digest(), row.body()));
      }
    }
    return head;
  }

  @Test
  void entriesOfManyTrailsAreOneCommitAndEachTrailIsAChain() {
    assertThat(trail.append(List.of(note(ONE, "a"), note(TWO, "b"), note(ONE, "c"))))
        .containsExactly(1L, 1L, 2L);
    assertThat(trail.append(List.of(note(ONE, "d")))).containsExactly(3L);

    assertThat(walked(ONE)).isEqualTo(trail.extent(ONE).orElseThrow().head());
    assertThat(walked(TWO).length()).isEqualTo(1);
    assertThat(trail.rows(ONE, 2))
        .extracting(row -> AccessCodec.decode(row.body()).event())
        .containsExactly(act("c"), act("d"));
  }

  @Test
  void gatewaysThatWriteToTheSameTrailsTakeTurns() throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int writer = 0; writer < 4; writer++) {
        List<ExecutionId> order = writer % 2 == 0 ? List.of(ONE, TWO) : List.of(TWO, ONE);
        writers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    trail.append(order.stream().map(id -> note(id, "x")).toList());
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    assertThat(walked(ONE).length()).isEqualTo(200);
    assertThat(walked(TWO).length()).isEqualTo(200);
  }

  @Test
  @Tag("L11")
  void timesNeverGoBackWithinATrailThoughTheClockDoes() {
    trail.append(List.of(note(ONE, "a")));
    trail.append(List.of(new Note(ONE, AT.minusSeconds(60), act("b"))));

    assertThat(trail.rows(ONE, 1))
        .extracting(row -> AccessCodec.decode(row.body()).at())
        .containsExactly(AT, AT);
  }

  @Test
  @Tag("O12")
  void aTrailGoesWithItsExecutionAndNoneBeginsAfterThat() {
    trail.append(List.of(note(ONE, "a"), note(TWO, "b")));

    new SqlLogRemoval(database, Runnable::run).forget(ONE, null).toCompletableFuture().join();

    assertThat(trail.append(List.of(note(ONE, "late"), note(TWO, "c")))).containsExactly(0L, 2L);
    assertThat(trail.rows(ONE, 1)).isEmpty();
    assertThat(trail.extent(ONE)).isEmpty();
  }

  @Test
  @Tag("T4")
  void whatIsNotSignedIsKnownFromItsFirstEntryOnAndTheSignatureIsKept() {
    trail.append(List.of(note(ONE, "a")));
    Extent before = trail.extent(ONE).orElseThrow();
    assertThat(before.isSigned()).isFalse();
    assertThat(trail.unsignedSince(AT.minusSeconds(1), 10)).isEmpty();
    assertThat(trail.unsignedSince(AT, 10)).containsExactly(ONE);

    TrailAnchor anchor = new TrailAnchor(ONE, before.head(), AT);
    SignedTrail signed =
        new SignedTrail(anchor, new Seal(new KeyId("0123456789abcdef"), Payload.utf8("s")));
    trail.sign(signed);

    assertThat(trail.unsignedSince(AT, 10)).isEmpty();
    Extent after = trail.extent(ONE).orElseThrow();
    assertThat(after.signed()).isEqualTo(signed);
    assertThat(after.isSigned()).isTrue();
    trail.append(List.of(note(ONE, "b")));
    assertThat(trail.unsignedSince(AT, 10)).containsExactly(ONE);
    assertThat(trail.extent(ONE).orElseThrow().isSigned()).isFalse();
  }
}
