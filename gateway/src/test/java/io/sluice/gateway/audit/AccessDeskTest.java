package io.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.MemoryTrail;
import io.sluice.gateway.testing.NotedAccesses;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.AccessTrail.Extent;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.protocol.access.AccessEvent.Closed;
import io.sluice.protocol.access.AccessEvent.Outcome;
import io.sluice.protocol.model.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T3")
class AccessDeskTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final Closed CLOSED = new Closed(1, Outcome.SERVED, null, null, 0);

  private final MemoryTrail trail = new MemoryTrail();
  private final AccessDesk desk =
      AccessDesk.start(
          trail,
          TestKeys.SIGNER,
          InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
          false);

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void whoWaitsIsToldTheNumberOfItsEntryWhenItIsThere() throws Exception {
    assertThat(
            desk.record(ID, NotedAccesses.OPENED).toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isEqualTo(1);
    assertThat(trail.events(ID)).containsExactly(NotedAccesses.OPENED);
  }

  @Test
  void nothingMayBeShownWhileItCannotBeWritten() {
    trail.fail(1);

    assertThatThrownBy(
            () ->
                desk.record(ID, NotedAccesses.OPENED)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StorageUnavailable.class);
  }

  @Test
  void whatHasHappenedIsWrittenWhenTheDatabaseIsBack() {
    trail.fail(2);

    desk.insist(ID, CLOSED);

    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !trail.events(ID).isEmpty());
    assertThat(trail.events(ID)).containsExactly(CLOSED);
  }

  @Test
  void whatWaitsIsWrittenBeforeTheEnd() {
    desk.insist(ID, CLOSED);
    desk.close();

    assertThat(trail.events(ID)).containsExactly(CLOSED);
  }

  @Test
  @Tag("T4")
  void whatIsThereIsSignedOnce() throws Exception {
    desk.record(ID, NotedAccesses.OPENED).toCompletableFuture().get(30, TimeUnit.SECONDS);

    desk.sign(ID);

    Extent extent = trail.extent(ID).orElseThrow();
    assertThat(extent.isSigned()).isTrue();
    var signed = extent.signed();
    desk.sign(ID);
    assertThat(trail.extent(ID).orElseThrow().signed()).isSameAs(signed);
  }

  @Test
  @Tag("T4")
  void whatNobodyAsksForIsSignedAllTheSame() throws Exception {
    desk.record(ID, NotedAccesses.OPENED).toCompletableFuture().get(30, TimeUnit.SECONDS);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> trail.extent(ID).orElseThrow().isSigned());
  }
}
