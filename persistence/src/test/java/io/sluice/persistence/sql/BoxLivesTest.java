package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.codec.RowCodec;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.Halt;
import io.sluice.persistence.index.Halt.HaltAnswer;
import io.sluice.persistence.index.Index.Admission;
import io.sluice.persistence.support.Samples;
import io.sluice.persistence.support.TestBoxes;
import io.sluice.persistence.support.TestDatabases;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabases.class)
class BoxLivesTest {
  private static final Instant AT = Instant.parse("2026-02-03T04:05:06.123456Z");
  private static final TenantId ACME = new TenantId("acme");
  private static final BoxId ID = new BoxId("b1");
  private static final ExecutionId MAIN = new ExecutionId("main-1");
  private static final CommandSpec SHELL = Samples.full("any").command();

  private Database database;
  private SqlIndex index;

  @BeforeEach
  void openDatabase(DatabaseSettings settings) throws Exception {
    database = Database.open(settings, () -> {});
    index = new SqlIndex(database);
    index.ensureTenant(ACME, AT);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  private void insert(BoxId id, @Nullable CommandSpec main, Duration idle, Duration delete) {
    Box.Upkeep upkeep = new Box.Upkeep(main, idle, delete, true);
    index.insertBox(TestBoxes.box(id, ACME, null, upkeep, AT));
  }

  private void running(@Nullable CommandSpec main) {
    insert(ID, main, Duration.ZERO, Duration.ZERO);
    index.startBox(ACME, ID, MAIN, AT);
  }

  private Box box() {
    return index.box(ACME, ID).orElseThrow();
  }

  private static Facts facts(String id) {
    return Samples.plain(id, ACME, ID, AT);
  }

  @Test
  @Tag("L6")
  @Tag("C12")
  void ofTwoStartsOneNamesTheMainSessionAndTheNextLifeHasAnother() {
    insert(ID, SHELL, Duration.ZERO, Duration.ZERO);

    boolean first = index.startBox(ACME, ID, MAIN, AT);
    boolean second = index.startBox(ACME, ID, new ExecutionId("main-2"), AT);
    Box.Life life = box().life();
    index.haltBox(ACME, Halt.stop(ID), AT);
    index.stopBox(ACME, ID, 1, AT);
    index.startBox(ACME, ID, new ExecutionId("main-3"), AT);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(life).isEqualTo(new Box.Life(1, MAIN, false));
    assertThat(box().life()).isEqualTo(new Box.Life(2, new ExecutionId("main-3"), false));
  }

  @Test
  void aBoxWithoutACommandHasNoMainSession() {
    running(null);

    assertThat(box().life()).isEqualTo(new Box.Life(1, null, false));
  }

  @Test
  @Tag("L6")
  void aMainSessionIsReplacedOnce() {
    running(SHELL);

    boolean first = index.replaceMain(ACME, ID, MAIN, new ExecutionId("x"), AT);
    boolean second = index.replaceMain(ACME, ID, MAIN, new ExecutionId("y"), AT);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(box().life().main()).isEqualTo(new ExecutionId("x"));
  }

  @Test
  @Tag("C19")
  void onlyARunningBoxAdmits() {
    insert(ID, null, Duration.ZERO, Duration.ZERO);

    Admission before = index.admitExecution(facts("e1"));
    index.startBox(ACME, ID, MAIN, AT);
    Admission running = index.admitExecution(facts("e2"));
    Admission again = index.admitExecution(facts("e2"));
    index.haltBox(ACME, Halt.stop(ID), AT);
    Admission stopping = index.admitExecution(facts("e3"));
    Admission repeated = index.admitExecution(facts("e2"));

    assertThat(before).isEqualTo(Admission.NOT_RUNNING);
    assertThat(running).isEqualTo(Admission.ADMITTED);
    assertThat(again).isEqualTo(Admission.TAKEN);
    assertThat(stopping).isEqualTo(Admission.NOT_RUNNING);
    assertThat(repeated).isEqualTo(Admission.NOT_RUNNING);
    assertThat(index.unfinishedIn(ACME, ID)).containsExactly(new ExecutionId("e2"));
  }

  /** The admission has its locks and is not committed when the halt comes. */
  @Test
  @Tag("C19")
  void whoIsBeingAdmittedIsSeenByWhoHaltsTheBoxMeanwhile() throws Exception {
    running(null);
    try (Connection admitting = database.connection();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      admitting.setAutoCommit(false);
      Admission admission = ExecutionRows.admit(admitting, facts("e1"));
      CompletableFuture<HaltAnswer> halt =
          CompletableFuture.supplyAsync(
              () -> index.haltBox(ACME, Halt.remove(ID, false), AT), threads);
      Awaitility.await().until(this::somebodyWaitsForALock);

      admitting.commit();
      admitting.setAutoCommit(true);

      assertThat(admission).isEqualTo(Admission.ADMITTED);
      assertThat(halt.join()).isEqualTo(new HaltAnswer.Busy());
      assertThat(box().status()).isEqualTo(Box.Status.RUNNING);
    }
  }

  private boolean somebodyWaitsForALock() throws Exception {
    try (Connection connection = database.connection()) {
      return Sql.first(
              connection,
              "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                  + " AND datname = current_database()",
              _ -> true)
          .isPresent();
    }
  }

  @Test
  @Tag("C13")
  void anIdleBoxIsHaltedOnlyAsItWasLookedAt() {
    running(SHELL);
    index.admitExecution(Samples.plain(MAIN.value(), ACME, ID, AT));
    Box looked = box();

    index.admitExecution(facts("e1"));
    HaltAnswer used = index.haltBox(ACME, Halt.idle(looked), AT);
    index.deleteExecution(new ExecutionId("e1"));
    index.haltBox(ACME, Halt.stop(ID), AT);
    HaltAnswer stopping = index.haltBox(ACME, Halt.idle(looked), AT);
    index.stopBox(ACME, ID, 1, AT);
    index.startBox(ACME, ID, MAIN, AT);
    HaltAnswer anotherLife = index.haltBox(ACME, Halt.idle(looked), AT);
    HaltAnswer thatLife = index.haltBox(ACME, Halt.idle(box()), AT);

    assertThat(used).isEqualTo(new HaltAnswer.Busy());
    assertThat(stopping).isEqualTo(new HaltAnswer.NotSo());
    assertThat(anotherLife).isEqualTo(new HaltAnswer.NotSo());
    assertThat(thatLife).isEqualTo(new HaltAnswer.Halted(box()));
    assertThat(box().life().stoppedItself()).isTrue();
  }

  @Test
  @Tag("C13")
  void aStopAndARemovalEndOnlyTheLifeThatTheyHalted() {
    running(null);
    index.haltBox(ACME, Halt.stop(ID), AT);
    index.stopBox(ACME, ID, 1, AT);
    index.startBox(ACME, ID, MAIN, AT);
    boolean deletedRunning = index.deleteBox(ACME, ID, 2);
    index.haltBox(ACME, Halt.stop(ID), AT);

    boolean stoppedFormer = index.stopBox(ACME, ID, 1, AT);
    boolean deletedFormer = index.deleteBox(ACME, ID, 1);
    boolean stopped = index.stopBox(ACME, ID, 2, AT);
    boolean deleted = index.deleteBox(ACME, ID, 2);

    assertThat(List.of(deletedRunning, stoppedFormer, deletedFormer)).containsOnly(false);
    assertThat(List.of(stopped, deleted)).containsOnly(true);
  }

  @Test
  void onlyThoseThatNeedItAreLookedAfterPageByPage() {
    for (String name : List.of("idle", "kept", "old", "stuck", "young")) {
      boolean old = name.equals("old");
      insert(
          new BoxId(name),
          null,
          Duration.ofSeconds(name.equals("kept") ? 0 : 5),
          Duration.ofSeconds(old ? 5 : 0));
      if (!name.equals("young")) {
        index.startBox(ACME, new BoxId(name), MAIN, AT);
      }
    }
    for (String name : List.of("old", "stuck")) {
      index.haltBox(ACME, Halt.stop(new BoxId(name)), AT);
    }
    index.stopBox(ACME, new BoxId("old"), 1, AT);

    List<Box> first = index.upkept(null, 2);
    List<Box> rest = index.upkept(first.getLast().id(), 2);

    assertThat(first).extracting(box -> box.id().value()).containsExactly("idle", "old");
    assertThat(rest).extracting(box -> box.id().value()).containsExactly("stuck");
  }

  @Test
  void aCommandComesBackAsItWasStored() {
    assertThat(RowCodec.command(RowCodec.command(SHELL))).isEqualTo(SHELL);
  }
}
