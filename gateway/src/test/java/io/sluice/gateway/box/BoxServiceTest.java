package io.sluice.gateway.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.box.Boxes.CreateAnswer;
import io.sluice.gateway.box.Boxes.RemoveAnswer;
import io.sluice.gateway.box.Boxes.StartAnswer;
import io.sluice.gateway.index.AsyncIndex;
import io.sluice.gateway.index.KnownExecutions;
import io.sluice.gateway.testing.FakeBoxRunners;
import io.sluice.gateway.testing.FakeExecutions;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.gateway.testing.Quotas;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.Audience;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.Progress;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.execution.Tally;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Requirements;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BoxServiceTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TenantId STRANGER = new TenantId("other");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final FakeIndex rows = new FakeIndex();
  private final FakeExecutions executions = new FakeExecutions();
  private final FakeBoxRunners runners = new FakeBoxRunners();
  private final AtomicInteger lastId = new AtomicInteger();
  private final BoxService boxes = service(BoxSettings.ImagePolicy.RECORDED);

  @BeforeEach
  void tenants() {
    rows.ensureTenant(TENANT, NOW);
    rows.ensureTenant(STRANGER, NOW);
  }

  @Test
  void aBoxSaysWhatHostsItAndThatItsImageIsUnused() {
    Box box = created(request("build", "alpine:3"));

    Map<String, String> labels = box.labels();

    assertThat(labels)
        .containsEntry("sluice.driver", "process")
        .containsEntry("sluice.image", "unused")
        .containsEntry("team", "core");
    assertThat(box.image()).isEqualTo("alpine:3");
    assertThat(box.status()).isEqualTo(Box.Status.CONFIGURED);
  }

  @Test
  void aDeploymentMayRefuseImagesAndThenStoresNothing() {
    BoxService strict = service(BoxSettings.ImagePolicy.REFUSED);

    CreateAnswer answer = done(strict.create(TENANT, request("build", "alpine:3")));

    assertThat(answer).isInstanceOf(CreateAnswer.ImageRefused.class);
    assertThat(done(strict.list(TENANT, null, 10, null)).items()).isEmpty();
    assertThat(done(strict.create(TENANT, request("build", ""))))
        .isInstanceOf(CreateAnswer.Created.class);
  }

  @Test
  @Tag("C22")
  void aNameIsTakenOncePerTenant() {
    created(request("build", ""));

    CreateAnswer again = done(boxes.create(TENANT, request("build", "")));
    CreateAnswer elsewhere = done(boxes.create(STRANGER, request("build", "")));

    assertThat(again).isEqualTo(new CreateAnswer.NameTaken());
    assertThat(elsewhere).isInstanceOf(CreateAnswer.Created.class);
  }

  @Test
  void aBoxIsFoundByIdAndByNameEvenOneWithSpaces() {
    Box box = created(request("my box", ""));

    Optional<Box> byId = done(boxes.find(TENANT, box.id().value()));
    Optional<Box> byName = done(boxes.find(TENANT, "my box"));

    assertThat(byId).contains(box);
    assertThat(byName).contains(box);
  }

  @Test
  @Tag("T1")
  void anotherTenantSeesAndChangesNothing() {
    Box box = created(request("build", ""));

    assertThat(done(boxes.find(STRANGER, box.id().value()))).isEmpty();
    assertThat(done(boxes.find(STRANGER, "build"))).isEmpty();
    assertThat(done(boxes.list(STRANGER, null, 10, null)).items()).isEmpty();
    assertThat(done(boxes.start(STRANGER, box.id()))).isEqualTo(new StartAnswer.Absent());
    assertThat(done(boxes.stop(STRANGER, box.id()))).isEmpty();
    assertThat(done(boxes.remove(STRANGER, box.id(), true))).isEqualTo(RemoveAnswer.ABSENT);
    assertThat(done(boxes.find(TENANT, "build"))).contains(box);
    assertThat(runners.removed()).isEmpty();
    assertThat(runners.stopped()).isEmpty();
  }

  @Test
  void aStopKillsWhatRunsAndAnswersWhenAllIsOver() {
    Box box = created(request("build", ""));
    Facts facts = running("one", box);
    executions.onKill(facts.execution(), ended(facts));
    done(boxes.start(TENANT, box.id()));

    Optional<Box> stopped = done(boxes.stop(TENANT, box.id()));

    assertThat(executions.killed()).containsExactly(facts.execution());
    assertThat(stopped.orElseThrow().status()).isEqualTo(Box.Status.STOPPED);
    assertThat(runners.stopped()).containsExactly(box.id());
    assertThat(runners.removed()).isEmpty();
  }

  @Test
  void aBoxWhoseExecutionOutlivesTheWaitSaysThatItIsStillStopping() {
    Box box = created(request("build", ""));
    running("one", box);

    Optional<Box> answer = done(boxes.stop(TENANT, box.id()));

    assertThat(answer.orElseThrow().status()).isEqualTo(Box.Status.STOPPING);
  }

  @Test
  void aBusyBoxIsRemovedOnlyByForce() {
    Box box = created(request("build", ""));
    Facts facts = running("one", box);
    executions.onKill(facts.execution(), ended(facts));

    RemoveAnswer refused = done(boxes.remove(TENANT, box.id(), false));
    boolean killedByRefusal = !executions.killed().isEmpty();
    RemoveAnswer removed = done(boxes.remove(TENANT, box.id(), true));

    assertThat(refused).isEqualTo(RemoveAnswer.BUSY);
    assertThat(killedByRefusal).isFalse();
    assertThat(removed).isEqualTo(RemoveAnswer.REMOVED);
    assertThat(executions.killed()).containsExactly(facts.execution());
    assertThat(runners.removed()).containsExactly(box.id());
    assertThat(rows.execution(TENANT, facts.execution())).isPresent();
  }

  @Test
  void aRemovedBoxIsAbsentFromThenOn() {
    Box box = created(request("build", ""));
    done(boxes.remove(TENANT, box.id(), false));

    RemoveAnswer again = done(boxes.remove(TENANT, box.id(), false));

    assertThat(again).isEqualTo(RemoveAnswer.ABSENT);
    assertThat(done(boxes.start(TENANT, box.id()))).isEqualTo(new StartAnswer.Absent());
    assertThat(runners.removed()).containsExactly(box.id());
  }

  private BoxService service(BoxSettings.ImagePolicy images) {
    AsyncIndex index = new AsyncIndex(rows, Runnable::run);
    return new BoxService(
        new BoxSides(index, new KnownExecutions(index), executions, runners, Quotas.NONE),
        InstantSource.fixed(NOW),
        new BoxService.Ids(
            () -> new BoxId("box" + lastId.incrementAndGet()),
            () -> new ExecutionId("main" + lastId.incrementAndGet())),
        new BoxSettings("process", images, Duration.ofSeconds(1)),
        new Uses(() -> 0L));
  }

  private static Boxes.Request request(@Nullable String name, String image) {
    return new Boxes.Request(
        name,
        image,
        1,
        128,
        Map.of(),
        null,
        Map.of("team", "core"),
        Box.Upkeep.NONE,
        Requirements.NONE);
  }

  private Box created(Boxes.Request request) {
    return ((CreateAnswer.Created) done(boxes.create(TENANT, request))).box();
  }

  private Facts running(String id, Box box) {
    CommandSpec command =
        new CommandSpec(
            "sleep", List.of("9"), Map.of(), null, null, null, CommandSpec.StdinMode.CLOSED);
    Facts facts = new Facts(new ExecutionId(id), TENANT, box.id(), command, Map.of(), NOW);
    rows.restoreExecution(facts);
    executions.set(facts.execution(), new State.Accepted(facts, progress()));
    return facts;
  }

  private static State ended(Facts facts) {
    return new State.Ended(
        facts, progress(), new Outcome(new ExitStatus.Signalled(9), EndReason.KILLED, true));
  }

  private static Progress progress() {
    return new Progress(
        0,
        new Tally(0, null),
        new Tally(0, null),
        0,
        NOW,
        null,
        Audience.none(NOW),
        Cursor.START,
        false);
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
