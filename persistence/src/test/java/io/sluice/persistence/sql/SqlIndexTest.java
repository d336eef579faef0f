package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Slice;
import io.sluice.persistence.index.StorageUnavailable;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestBoxes;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class SqlIndexTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06.123456Z");
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final ExecutionId MAIN = new ExecutionId("main");

  private Database database;
  private SqlIndex index;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    index = new SqlIndex(database);
    index.ensureTenant(ACME, AT);
    index.ensureTenant(OTHER, AT);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void keysAreStoredListedAndRevokedOnce() {
    ApiKey key =
        new ApiKey(
            "k1",
            ACME,
            "laptop",
            Set.of(ApiKey.Scope.USER, ApiKey.Scope.ADMIN),
            Payload.owning(new byte[32]),
            AT,
            null);
    index.ensureTenant(ACME, AT.plusSeconds(1));
    index.insertKey(key);

    boolean revoked = index.revokeKey("k1", AT.plusSeconds(5));
    boolean again = index.revokeKey("k1", AT.plusSeconds(9));

    ApiKey after =
        new ApiKey("k1", ACME, "laptop", key.scopes(), key.hash(), AT, AT.plusSeconds(5));
    assertThat(revoked).isTrue();
    assertThat(again).isFalse();
    assertThat(index.keys()).containsExactly(after);
    assertThat(index.key("k1")).contains(after);
    assertThat(index.key("k2")).isEmpty();
    assertThat(index.revokeKey("k2", AT)).isFalse();
  }

  @Test
  void aBoxComesBackAsItWasAndChanges() {
    Box box =
        new Box(
            new BoxId("b1"),
            ACME,
            "dev",
            Box.Status.CONFIGURED,
            "alpine",
            2,
            512,
            Map.of("A", "\0 \ud83d\ude80"),
            "/work",
            Map.of("team", "a"),
            new Box.Upkeep(
                Samples.full("any").command(), Duration.ofSeconds(7), Duration.ofDays(9), false),
            Box.Life.NONE,
            AT,
            AT,
            new Requirements("bubblewrap", Map.of("zone", "\0 a")),
            null);
    index.insertBox(box);
    assertThat(index.box(ACME, box.id())).contains(box);

    assertThat(index.startBox(ACME, box.id(), MAIN, AT.plusSeconds(1))).isTrue();

    assertThat(index.box(ACME, box.id()))
        .get()
        .extracting(
            Box::status, Box::updatedAt, Box::environment, Box::workingDirectory, Box::requirements)
        .containsExactly(
            Box.Status.RUNNING, AT.plusSeconds(1), box.environment(), "/work", box.requirements());
    assertThat(index.boxByName(ACME, "dev")).isEqualTo(index.box(ACME, box.id()));
    index.haltBox(ACME, Halt.stop(box.id()), AT);
    assertThat(index.deleteBox(ACME, box.id(), 1)).isTrue();
    assertThat(index.deleteBox(ACME, box.id(), 1)).isFalse();
    assertThat(index.startBox(ACME, box.id(), MAIN, AT)).isFalse();
  }

  @Test
  void aNameIsUniqueInItsTenantOnly() {
    assertThat(index.insertBox(box("b1", ACME, "dev", AT))).isTrue();

    assertThat(index.insertBox(box("b2", ACME, "dev", AT))).isFalse();

    assertThat(index.insertBox(box("b3", OTHER, "dev", AT))).isTrue();
    assertThat(index.insertBox(box("b4", ACME, null, AT))).isTrue();
    assertThat(index.insertBox(box("b5", ACME, null, AT))).isTrue();
    assertThat(index.box(ACME, new BoxId("b2"))).isEmpty();
  }

  @Test
  @Tag("T1")
  void nothingOfAnotherTenantIsFoundListedOrChanged() {
    Box box = box("b1", ACME, "dev", AT);
    index.insertBox(box);
    index.restoreExecution(Samples.plain("e1", ACME, box.id(), AT));

    assertThat(index.box(OTHER, box.id())).isEmpty();
    assertThat(index.boxByName(OTHER, "dev")).isEmpty();
    assertThat(index.boxes(OTHER, null, 10, null).items()).isEmpty();
    assertThat(index.startBox(OTHER, box.id(), MAIN, AT)).isFalse();
    assertThat(index.haltBox(OTHER, Halt.remove(box.id(), true), AT))
        .isEqualTo(new Halt.HaltAnswer.NotSo());
    assertThat(index.deleteBox(OTHER, box.id(), 0)).isFalse();
    assertThat(index.execution(OTHER, new ExecutionId("e1"))).isEmpty();
    assertThat(index.executions(OTHER, null, 10, null).items()).isEmpty();
    assertThat(index.executions(OTHER, box.id(), 10, null).items()).isEmpty();
    assertThat(index.unfinishedIn(OTHER, box.id())).isEmpty();
    assertThat(index.box(ACME, box.id())).contains(box);
  }

  @Test
  void boxesArePagedNewestFirstWithoutGapOrRepeatWhileOthersAppear() {
    for (int i = 0; i < 7; i++) {
      index.insertBox(box("b" + i, ACME, null, AT.plusSeconds(i / 2)));
    }
    List<String> seen = new ArrayList<>();
    String token = null;

    do {
      Slice<Box> slice = index.boxes(ACME, null, 2, token);
      slice.items().forEach(box -> seen.add(box.id().value()));
      token = slice.next();
      index.insertBox(box("later" + seen.size(), ACME, null, AT.plusSeconds(100)));
    } while (token != null);

    assertThat(seen).containsExactly("b6", "b5", "b4", "b3", "b2", "b1", "b0");
  }

  @Test
  void boxesAreListedByStatus() {
    index.insertBox(box("b1", ACME, null, AT));
    index.insertBox(box("b2", ACME, null, AT));
    index.startBox(ACME, new BoxId("b2"), MAIN, AT);

    Slice<Box> running = index.boxes(ACME, Box.Status.RUNNING, 10, null);

    assertThat(running.items()).extracting(box -> box.id().value()).containsExactly("b2");
    assertThat(running.next()).isNull();
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    for (String token : List.of("", "!", "abc", "LTEuYg", "OTk5OTk5OTk5OTk5OTk5OTk5OS5i")) {
      assertThatThrownBy(() -> index.boxes(ACME, null, 2, token))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.executions(ACME, null, 2, token))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anExecutionEndsOnceAndIsThenFinished() {
    ExecutionId id = new ExecutionId("e1");
    ExecutionRow.End end =
        new ExecutionRow.End(
            new Outcome(new ExitStatus.Code(7), EndReason.EXITED, true),
            new Offset(5),
            AT.plusSeconds(1),
            AT.plusSeconds(2));
    ExecutionRow.End repeated =
        new ExecutionRow.End(
            new Outcome(new ExitStatus.Unknown(), EndReason.LOST, false), Offset.ZERO, null, AT);
    index.restoreExecution(Samples.full("e1"));
    assertThat(index.unfinished()).containsExactly(id);
    assertThat(index.unfinishedIn(ACME, Samples.BOX)).containsExactly(id);

    index.endExecution(id, end);
    index.endExecution(id, repeated);

    assertThat(index.execution(ACME, id)).contains(new ExecutionRow(Samples.full("e1"), end));
    assertThat(index.unfinished()).isEmpty();
    assertThat(index.unfinishedIn(ACME, Samples.BOX)).isEmpty();
  }

  @Test
  void executionsArePagedPerBoxAndInAll() {
    BoxId second = new BoxId("box-2");
    for (int i = 0; i < 5; i++) {
      BoxId box = i % 2 == 0 ? Samples.BOX : second;
      index.restoreExecution(Samples.plain("e" + i, ACME, box, AT.plusNanos(i)));
    }

    Slice<ExecutionRow> first = index.executions(ACME, null, 3, null);
    Slice<ExecutionRow> rest = index.executions(ACME, null, 3, first.next());
    Slice<ExecutionRow> ofBox = index.executions(ACME, second, 3, null);

    assertThat(ids(first)).containsExactly("e4", "e3", "e2");
    assertThat(ids(rest)).containsExactly("e1", "e0");
    assertThat(rest.next()).isNull();
    assertThat(ids(ofBox)).containsExactly("e3", "e1");
  }

  @Test
  void anAcceptanceThatDidNotComeToBeIsForgotten() {
    index.restoreExecution(Samples.plain("e1"));

    index.deleteExecution(new ExecutionId("e1"));

    assertThat(index.execution(ACME, new ExecutionId("e1"))).isEmpty();
  }

  @Test
  @Tag("C18")
  void aRowOfAnEarlierTryTakesTheFactsThatTheJournalHasAndKeepsItsEnd() {
    ExecutionId id = new ExecutionId("e1");
    ExecutionRow.End end =
        new ExecutionRow.End(
            new Outcome(new ExitStatus.Code(7), EndReason.EXITED, true), Offset.ZERO, null, AT);
    BoxId other = new BoxId("another");
    index.restoreExecution(Samples.plain("e1", ACME, other, AT));

    index.restoreExecution(Samples.keyed("e1"));
    index.endExecution(id, end);
    index.restoreExecution(Samples.keyed("e1"));
    index.restoreExecution(Samples.plain("e2"));

    assertThat(index.execution(ACME, id)).contains(new ExecutionRow(Samples.keyed("e1"), end));
    assertThat(index.executions(ACME, other, 10, null).items()).isEmpty();
    assertThat(index.unfinishedIn(ACME, Samples.BOX)).containsExactly(new ExecutionId("e2"));
  }

  @Test
  void aDatabaseThatFailsIsATypedError() {
    database.close();

    assertThatThrownBy(index::keys).isInstanceOf(StorageUnavailable.class);
    assertThat(database.isReachable()).isFalse();
  }

  private static List<String> ids(Slice<ExecutionRow> slice) {
    return slice.items().stream().map(row -> row.facts().execution().value()).toList();
  }

  private static Box box(String id, TenantId tenant, @Nullable String name, Instant at) {
    return TestBoxes.box(new BoxId(id), tenant, name, at);
  }
}
