package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.execution.Command;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.model.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start with an idempotency key comes to, whatever came before. */
@Timeout(60)
@Tag("C18")
class IdempotentStartTest {
  private static final TenantId ALICE = new TenantId("alice");
  private static final String IN_BOX = "/v1/boxes/home/exec";
  private static final String ALONE = "/v1/executions";
  private static final String BODY =
      "{\"command\":\"sh\",\"args\":[\"-c\",\"x\"],\"env\":{\"A\":\"1\",\"B\":\"2\"}}";

  private final World world = new World();

  @BeforeEach
  void makeABox() throws Exception {
    world.box(world.alice, "{\"name\":\"home\"}");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {IN_BOX, ALONE})
  void theSameKeyWithTheSameContentGivesTheFirstAnswerAlsoAfterTheEnd(String path)
      throws Exception {
    World.Answer first = start(path, "k", BODY);
    World.Answer again =
        start(
            path,
            "k",
            "{\"env\":{\"B\":\"2\",\"A\":\"1\"},\"args\":[\"-c\",\"x\"],"
                + " \"command\":\"sh\",\"stdin\":\"open\",\"tty\":false}");
    world.executions.command(new ExecutionId(id(first)), new Command.GiveUpRunner());
    World.Answer late = start(path, "k", BODY);

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("Location")).endsWith("/executions/" + id(first));
    for (World.Answer repeat : List.of(again, late)) {
      assertThat(repeat.status()).isEqualTo(201);
      assertThat(repeat.text()).isEqualTo(first.text());
      assertThat(repeat.header("Location")).isEqualTo(first.header("Location"));
    }
    assertThat(world.executions.begun()).isEqualTo(1);
    assertThat(boxes()).isEqualTo(path.equals(ALONE) ? 2 : 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\":\"sh2\"}",
        "{\"command\":\"sh\",\"args\":[\"\"]}",
        "{\"command\":\"sh\",\"env\":{\"A\":\"1\"}}",
        "{\"command\":\"sh\",\"working_dir\":\"/\"}",
        "{\"command\":\"sh\",\"tty\":true}",
        "{\"command\":\"sh\",\"timeout_seconds\":1}",
        "{\"command\":\"sh\",\"stdin\":\"closed\"}",
        "{\"command\":\"sh\",\"labels\":{\"a\":\"b\"}}",
      })
  void theSameKeyWithOtherContentIsRefused(String other) throws Exception {
    start(IN_BOX, "k", "{\"command\":\"sh\"}");

    World.Answer answer = start(IN_BOX, "k", other);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("idempotency_mismatch");
    assertThat(world.executions.begun()).isEqualTo(1);
  }

  @Test
  void anotherBoxOrNoneIsOtherContentAndMakesNoBox() throws Exception {
    world.box(world.alice, "{\"name\":\"second\"}");
    start(IN_BOX, "k", BODY);

    World.Answer second = start("/v1/boxes/second/exec", "k", BODY);
    World.Answer alone = start(ALONE, "k", BODY);

    assertThat(List.of(second.code(), alone.code())).containsOnly("idempotency_mismatch");
    assertThat(world.executions.begun()).isEqualTo(1);
    assertThat(boxes()).isEqualTo(2);
  }

  @Test
  @Tag("T1")
  void anotherKeyAndAnotherTenantStartAnew() throws Exception {
    world.box(world.bob, "{\"name\":\"home\"}");
    Set<String> ids = new HashSet<>();

    ids.add(id(start(IN_BOX, "k", BODY)));
    ids.add(id(start(IN_BOX, "l", BODY)));
    ids.add(id(world.start(world.bob, IN_BOX, "k", BODY)));

    assertThat(ids).hasSize(3);
    assertThat(world.executions.begun()).isEqualTo(3);
  }

  @Test
  void theBoxMayBeAnotherOrGoneByThen() throws Exception {
    World.Answer first = start(IN_BOX, "k", BODY);
    world.executions.command(new ExecutionId(id(first)), new Command.GiveUpRunner());
    world.ask(world.alice, "DELETE", "/v1/boxes/home?force=true", "");

    World.Answer gone = start(IN_BOX, "k", BODY);
    world.box(world.alice, "{\"name\":\"home\",\"env\":{\"A\":\"9\",\"C\":\"3\"}}");
    World.Answer another = start(IN_BOX, "k", BODY);

    assertThat(List.of(gone.text(), another.text())).containsOnly(first.text());
    assertThat(another.header("Location")).isEqualTo(first.header("Location"));
    assertThat(world.executions.begun()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {IN_BOX, ALONE})
  void ofTwentyAtOnceOneStartsAndAllGetItsAnswer(String path) throws Exception {
    CompletableFuture<Boolean> gate = world.executions.hold();

    List<World.Answer> answers = atOnce(path, gate);

    assertThat(answers).extracting(World.Answer::status).containsOnly(201);
    assertThat(answers).extracting(World.Answer::text).containsOnly(answers.getFirst().text());
    assertThat(world.executions.begun()).isEqualTo(1);
    assertThat(boxes()).isEqualTo(path.equals(ALONE) ? 2 : 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {IN_BOX, ALONE})
  void withoutARunnerAllAreToldSoNothingIsLeftAndTheKeyStaysFree(String path) throws Exception {
    world.executions.disconnect();
    List<World.Answer> answers = atOnce(path, world.executions.hold());
    assertThat(answers).extracting(World.Answer::code).containsOnly("engine_unavailable");
    assertThat(executions()).isEmpty();
    assertThat(boxes()).isEqualTo(1);

    world.executions.connect();
    World.Answer next = start(path, "k", BODY);

    assertThat(next.status()).isEqualTo(201);
    assertThat(world.executions.begun()).isEqualTo(1);
    assertThat(boxes()).isEqualTo(path.equals(ALONE) ? 2 : 1);
  }

  @ParameterizedTest
  @CsvSource({IN_BOX + ",true", IN_BOX + ",false", ALONE + ",true", ALONE + ",false"})
  void whatNobodyHeardOfIsFoundOrBegunByARepeatAndNeverTwice(String path, boolean journaled)
      throws Exception {
    if (journaled) {
      world.executions.swallowAnswers();
    } else {
      world.executions.breakDown();
    }
    World.Answer unknown = start(path, "k", BODY);
    world.executions.mend();

    World.Answer repeat = start(path, "k", BODY);

    assertThat(unknown.status()).isEqualTo(journaled ? 504 : 500);
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(world.executions.begun()).isEqualTo(1);
    assertThat(boxes()).isEqualTo(path.equals(ALONE) ? 2 : 1);
    assertThat(executions()).extracting(Facts::execution).containsExactly(ofKey("k"));
    assertThat(world.get(world.alice, repeat.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void whatAnUnheardTryLeftIsNoObstacleToOtherContentUnlessItWasJournaled() throws Exception {
    world.executions.breakDown();
    start(IN_BOX, "k", "{\"command\":\"first\"}");
    world.executions.mend();

    World.Answer second = start(IN_BOX, "k", BODY);
    World.Answer first = start(IN_BOX, "k", "{\"command\":\"first\"}");

    assertThat(second.status()).isEqualTo(201);
    assertThat(first.code()).isEqualTo("idempotency_mismatch");
    assertThat(executions()).extracting(facts -> facts.command().program()).containsExactly("sh");
  }

  @Test
  void withoutARunnerNothingIsCertainOfATryThatNobodyHeard() throws Exception {
    world.executions.breakDown();
    start(IN_BOX, "k", BODY);
    world.executions.mend();
    world.executions.disconnect();

    World.Answer answer = start(IN_BOX, "k", BODY);

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.code()).isEqualTo("timeout");
    assertThat(executions()).hasSize(1);
  }

  @Test
  void aStartThatAnotherGatewayJournaledFirstIsTheAnswer() throws Exception {
    CompletableFuture<Boolean> gate = world.executions.hold();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<World.Answer> ours = threads.submit(() -> start(ALONE, "k", BODY));
      Facts row = firstRow();
      Facts theirs =
          new Facts(
              row.execution(),
              ALICE,
              new BoxId("theirs"),
              row.command(),
              row.labels(),
              row.acceptedAt(),
              row.fingerprint(),
              row.terms());
      world.executions.command(
          row.execution(),
          new Command.Accept(theirs, new Command.Placement.On(MachineExecutions.RUNNER)));
      gate.complete(true);

      assertThat(ours.get().header("Location"))
          .isEqualTo("/v1/boxes/theirs/executions/" + ofKey("k"));
      assertThat(executions()).containsExactly(theirs);
      assertThat(boxes()).isEqualTo(2);
    }
  }

  private World.Answer start(String path, String key, String body) throws Exception {
    return world.start(world.alice, path, key, body);
  }

  /** Twenty times the same; the gate opens when the first of them is about to begin. */
  private List<World.Answer> atOnce(String path, CompletableFuture<Boolean> gate) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<World.Answer>> asked = new ArrayList<>();
      for (int n = 0; n < 20; n++) {
        asked.add(threads.submit(() -> start(path, "k", BODY)));
      }
      firstRow();
      gate.complete(true);
      List<World.Answer> answers = new ArrayList<>();
      for (Future<World.Answer> answer : asked) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  /** Once it is there. */
  private Facts firstRow() {
    while (executions().isEmpty()) {
      Thread.onSpinWait();
    }
    return executions().getFirst();
  }

  private static String id(World.Answer answer) {
    return answer.json().path("execution_id").asText();
  }

  private static ExecutionId ofKey(String key) {
    return new IdempotencyKey(key).execution(ALICE);
  }

  private List<Facts> executions() {
    return world.index.executions(ALICE, null, 100, null).items().stream()
        .map(row -> row.facts())
        .toList();
  }

  private int boxes() {
    return world.index.boxes(ALICE, null, 100, null).items().size();
  }
}
