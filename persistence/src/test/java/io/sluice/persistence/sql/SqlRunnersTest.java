package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.index.Box;
import io.sluice.persistence.support.TestBoxes;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.model.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where boxes live, and which runners get nothing new. */
@ExtendWith(TestDatabases.class)
class SqlRunnersTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06.123456Z");
  private static final TenantId ACME = new TenantId("acme");

  private Database database;
  private SqlIndex index;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    index = new SqlIndex(database);
    index.ensureTenant(ACME, AT);
    index.insertBox(TestBoxes.box(new BoxId("b1"), ACME, null, AT));
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void aBoxLivesWhereItsFirstExecutionWentWhoeverComesLater() {
    BoxId id = new BoxId("b1");
    RunnerId first = new RunnerId("r1");
    Optional<RunnerId> before = index.homeOf(id);

    Optional<RunnerId> settled = index.settle(id, first);
    Optional<RunnerId> later = index.settle(id, new RunnerId("r2"));

    assertThat(before).isEmpty();
    assertThat(settled).contains(first);
    assertThat(later).contains(first);
    assertThat(index.homeOf(id)).contains(first);
    assertThat(index.box(ACME, id).map(Box::runner)).contains(first);
    assertThat(index.settle(new BoxId("none"), first)).isEmpty();
  }

  @Test
  void ofManyThatSettleABoxAtOnceOneWins() throws Exception {
    BoxId id = new BoxId("b1");
    List<Future<Optional<RunnerId>>> asked = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 8; n++) {
        RunnerId runner = new RunnerId("r" + n);
        asked.add(threads.submit(() -> index.settle(id, runner)));
      }
    }

    for (Future<Optional<RunnerId>> answer : asked) {
      assertThat(answer.get()).isPresent().isEqualTo(index.homeOf(id));
    }
  }

  @Test
  void aRunnerIsDrainedUntilItIsNot() {
    RunnerId runner = new RunnerId("r1");
    index.setDrained(runner, true, AT);
    index.setDrained(runner, true, AT.plusSeconds(1));
    Set<RunnerId> drained = index.drained();

    index.setDrained(runner, false, AT);

    assertThat(drained).containsExactly(runner);
    assertThat(index.drained()).isEmpty();
  }
}
