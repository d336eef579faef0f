package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.client.BoxInfo;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.IdempotencyKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One key, one process: over real sockets, and over crashes. Each run leaves a line in a file. */
@Tag("C18")
class IdempotencyIT {
  private static final int AT_ONCE = 20;

  @TempDir Path data;
  @TempDir Path runs;

  @Test
  void twentyAtOnceRunTheCommandOnceAndSoDoRepeatsAfterACrash() throws Exception {
    String id;
    try (Rig rig = Rig.start(data)) {
      SluiceClient client = rig.client();
      client.createBox(new NewBox("home", null));
      List<String> ids = atOnce(() -> client.exec("home", command("once", "key-1")));
      id = ids.getFirst();
      ExecutionInfo ended = client.awaitEnd(id, LONG);

      assertThat(ids).hasSize(AT_ONCE).containsOnly(id);
      assertThat(ended.exitCode()).isZero();
      assertThat(lines("once")).containsExactly("ran");
      assertThat(client.exec("home", command("once", "key-1"))).isEqualTo(id);
      assertMismatch(client);
      String second = client.exec("home", command("once", "key-2"));
      assertThat(second).isNotEqualTo(id);
      client.awaitEnd(second, LONG);
      rig.gateway().killHard();
    }

    try (Rig rig = Rig.start(data)) {
      SluiceClient client = rig.client();
      String again = client.exec("home", command("once", "key-1"));
      client.removeBox("home", true);
      String withoutTheBox = client.exec("home", command("once", "key-1"));

      assertThat(List.of(again, withoutTheBox)).containsOnly(id);
      assertMismatch(client);
      assertThat(lines("once")).containsExactly("ran", "ran");
      assertThat(client.executions(null).items()).hasSize(2);
    }
  }

  /** Other content in what the command is told, and in where it runs. */
  private void assertMismatch(SluiceClient client) {
    for (ExecRequest other :
        List.of(
            command("other", "key-1"),
            new ExecRequest(command("once", "key-1").command(), Map.of("A", "b"), null, false, null)
                .named(new IdempotencyKey("key-1")))) {
      assertThatThrownBy(() -> client.exec("home", other))
          .isInstanceOfSatisfying(
              SluiceProblem.class,
              problem -> {
                assertThat(problem.status()).isEqualTo(422);
                assertThat(problem.code()).isEqualTo("idempotency_mismatch");
              });
    }
    assertThat(runs.resolve("other")).doesNotExist();
  }

  @Test
  void whateverACrashLeftOfAStartItsRepeatTellsAndNeverRunsItTwice() throws Exception {
    CompletableFuture<String> answered = new CompletableFuture<>();
    try (Rig rig = Rig.start(data)) {
      SluiceClient client = rig.client();
      client.createBox(new NewBox("home", null));
      for (int n = 0; n < AT_ONCE; n++) {
        String key = "crash-" + n;
        Thread.ofVirtual()
            .start(() -> tell(answered, () -> client.exec("home", command(key, key))));
      }
      answered.get(LONG.toSeconds(), TimeUnit.SECONDS);
      rig.gateway().killHard();
    }

    try (Rig rig = Rig.start(data)) {
      SluiceClient client = rig.client();
      for (int n = 0; n < AT_ONCE; n++) {
        String key = "crash-" + n;
        ExecutionInfo info = client.awaitEnd(client.exec("home", command(key, key)), LONG);

        boolean ran = info.exitCode() != null;
        assertThat(ran || "lost".equals(info.reason())).as(info.toString()).isTrue();
        assertThat(lines(key)).hasSizeBetween(ran ? 1 : 0, 1);
      }
      assertThat(client.executions(null).items()).hasSize(AT_ONCE);
    }
  }

  @Test
  void aCommandWithoutABoxGetsOneBoxHoweverOftenItIsAskedFor() throws Exception {
    try (Rig rig = Rig.start(data);
        HttpClient http = HttpClient.newHttpClient()) {
      SluiceClient client = rig.client();
      HttpRequest request = alone(rig.gateway());

      List<HttpResponse<String>> answers =
          atOnce(() -> http.send(request, BodyHandlers.ofString()));

      assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201);
      assertThat(answers)
          .extracting(answer -> answer.body() + answer.headers().firstValue("Location"))
          .containsOnly(
              answers.getFirst().body() + answers.getFirst().headers().firstValue("Location"));
      String id = client.executions(null).items().getFirst().id();
      client.awaitEnd(id, LONG);
      assertThat(lines("alone")).containsExactly("ran");
      assertThat(client.boxes(null).items()).extracting(BoxInfo::name).containsExactly("run-" + id);
    }
  }

  private HttpRequest alone(GatewayProcess gateway) throws IOException {
    String body =
        "{\"command\":\"sh\",\"args\":[\"-c\",\"echo ran >> " + runs.resolve("alone") + "\"]}";
    return HttpRequest.newBuilder(gateway.url().resolve("/v1/executions"))
        .header("Authorization", "Bearer " + gateway.adminKey())
        .header("Idempotency-Key", "\"alone\"")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private ExecRequest command(String file, String key) {
    return ExecRequest.of("sh", "-c", "echo ran >> \"$0\"", runs.resolve(file).toString())
        .named(new IdempotencyKey(key));
  }

  private List<String> lines(String file) throws IOException {
    Path path = runs.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  /** What may break. */
  private interface Ask<T> {
    T now() throws Exception;
  }

  private static <T> List<T> atOnce(Ask<T> ask) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> asked = new ArrayList<>();
      for (int n = 0; n < AT_ONCE; n++) {
        asked.add(threads.submit(ask::now));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : asked) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  /** Completes at the first answer; those that the crash cuts off say nothing. */
  private static void tell(CompletableFuture<String> answered, Ask<String> ask) {
    try {
      answered.complete(ask.now());
    } catch (Exception _) {
      // What came of it is what the repeat is for.
    }
  }
}
