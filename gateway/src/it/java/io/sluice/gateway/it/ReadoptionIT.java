package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.follow.Budget;
import io.sluice.protocol.model.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Running executions outlive the gateway and the link of their runner: each prints numbered lines
 * on both channels and reads a line of input after every so many. Property {@code
 * sluice.it.readopt}: how many run at once.
 */
@Tag("L17")
class ReadoptionIT {
  private static final int EXECUTIONS = Integer.getInteger("sluice.it.readopt", 6);
  private static final int ROUNDS = 12;
  private static final int LINES = 400;
  private static final int FIRST_ROUNDS = 4;
  private static final int CUTS = 12;
  private static final String REST = "the rest\n";
  private static final StreamSettings SETTINGS =
      new StreamSettings(
          new Budget(2_000, Duration.ofMillis(20), Duration.ofMillis(200), 0),
          Duration.ofMillis(200),
          Math::random);

  /** Each round: lines on stdout, every tenth on stderr too, then a line of input, told again. */
  private static final String SCRIPT =
      "for round in $(seq "
          + ROUNDS
          + "); do seq -f %07.0f 1 "
          + LINES
          + "; seq -f %07.0f 10 10 "
          + LINES
          + " >&2; read line; echo got $line; done; cat; exit ";

  @TempDir Path data;
  @TempDir Path runnerData;

  @Test
  @Tag("O9")
  @Tag("O34")
  @Tag("O35")
  @Tag("I12")
  @Timeout(300)
  void afterTheGatewayIsKilledWhatRunsGoesOnAndItsConsumersSeeNothingOfIt() throws Exception {
    CountDownLatch restarted = new CountDownLatch(1);
    GatewayProcess first = GatewayProcess.start(data, "--no-local-runner");
    try (RunnerProcess runner = RunnerProcess.start(first.url(), first, runnerData);
        SluiceClient client = first.client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> ids = begin(client);
      List<Conversation> conversations = talk(client, ids, restarted, threads);
      for (Conversation conversation : conversations) {
        conversation.awaitAnswer(FIRST_ROUNDS);
      }

      first.killHard();
      String address = first.url().getHost() + ":" + first.url().getPort();
      try (GatewayProcess _ = GatewayProcess.startAt(address, data, "--no-local-runner")) {
        restarted.countDown();
        requireWhole(client, ids, conversations);
        Awaitility.await().atMost(Rig.LONG).until(runner::hasNothingLeft);
      }
    } finally {
      first.close();
    }
  }

  @Test
  @Tag("O34")
  @Tag("O35")
  @Tag("I12")
  @Timeout(300)
  void whereverTheLinkIsCutNothingIsLostOrRepeated() throws Exception {
    Random random = new Random(17);
    List<Fate.How> ways = List.of(Fate.How.RESET, Fate.How.FINISH, Fate.How.HALF_RESET);
    CutPolicy cuts =
        (_, attempt) ->
            attempt > CUTS
                ? new Fate.Pass()
                : new Fate.Cut(
                    new Fate.Point.AfterBytes(1L + random.nextInt(3_000)),
                    ways.get(attempt % ways.size()));
    try (GatewayProcess gateway = GatewayProcess.start(data, "--no-local-runner");
        CuttingProxy proxy = CuttingProxy.before(gateway.url(), cuts);
        RunnerProcess runner = RunnerProcess.start(proxy.url(), gateway, runnerData);
        SluiceClient client = gateway.client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> ids = begin(client);

      List<Conversation> conversations = talk(client, ids, new CountDownLatch(0), threads);

      requireWhole(client, ids, conversations);
      Awaitility.await().atMost(Rig.LONG).until(runner::hasNothingLeft);
      assertThat(ways).allMatch(way -> proxy.cuts(way) > 0);
    }
  }

  private static List<String> begin(SluiceClient client) {
    String box = client.createBox(new NewBox(null, null)).id();
    List<String> ids = new ArrayList<>();
    for (int n = 0; n < EXECUTIONS; n++) {
      ExecRequest request = ExecRequest.of("sh", "-c", SCRIPT + n);
      ids.add(
          Awaitility.await()
              .atMost(Rig.LONG)
              .ignoreExceptionsMatching(
                  failure -> failure instanceof SluiceProblem problem && problem.status() == 503)
              .until(() -> client.exec(box, request), id -> !id.isEmpty()));
    }
    return ids;
  }

  private static List<Conversation> talk(
      SluiceClient client, List<String> ids, CountDownLatch goOn, ExecutorService threads) {
    List<Conversation> conversations = new ArrayList<>();
    for (String id : ids) {
      ExecutionStream stream = client.stream(StreamRequest.controller(id), SETTINGS);
      Conversation conversation = new Conversation(stream, goOn);
      threads.execute(conversation::write);
      threads.execute(conversation::read);
      conversations.add(conversation);
    }
    return conversations;
  }

  /** By those who were there and by who reads it all afterwards. */
  private static void requireWhole(
      SluiceClient client, List<String> ids, List<Conversation> conversations) throws Exception {
    for (int n = 0; n < ids.size(); n++) {
      Conversation seen = conversations.get(n);
      int code = n;
      assertThat(seen.end())
          .isInstanceOfSatisfying(
              StreamEnd.Exited.class,
              exited -> assertThat(exited.exit().exitCode()).isEqualTo(code));
      ExecutionInfo info = client.awaitEnd(ids.get(n), Rig.LONG);
      Watched.Result log = Watched.of(client, ids.get(n));
      assertThat(info.exitCode()).isEqualTo(n);
      assertThat(info.incomplete()).isFalse();
      for (String stdout : List.of(seen.stdout(), log.stdout())) {
        assertThat(Hashes.sha256(utf8(stdout))).isEqualTo(Hashes.sha256(utf8(expectedStdout())));
      }
      for (String stderr : List.of(seen.stderr(), log.stderr())) {
        assertThat(Hashes.sha256(utf8(stderr))).isEqualTo(Hashes.sha256(utf8(expectedStderr())));
      }
    }
  }

  private static String expectedStdout() {
    StringBuilder text = new StringBuilder();
    for (int round = 1; round <= ROUNDS; round++) {
      text.append(Lines.numbered(LINES)).append("got ").append(round).append('\n');
    }
    return text.append(REST).toString();
  }

  private static String expectedStderr() {
    String lines =
        IntStream.rangeClosed(1, LINES / 10)
            .mapToObj(line -> "%07d\n".formatted(10 * line))
            .collect(Collectors.joining());
    return lines.repeat(ROUNDS);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One client: reads all, and writes a line of input when it has the answer to the last. */
  private static final class Conversation {
    private final ExecutionStream stream;
    private final CountDownLatch goOn;
    private final StringBuilder stdout = new StringBuilder();
    private final StringBuilder stderr = new StringBuilder();
    private final CompletableFuture<StreamEnd> end = new CompletableFuture<>();

    Conversation(ExecutionStream stream, CountDownLatch goOn) {
      this.stream = stream;
      this.goOn = goOn;
    }

    void read() {
      try (stream) {
        end.complete(stream.readTo(this::take));
      } catch (Exception failed) {
        end.completeExceptionally(failed);
      }
    }

    private synchronized boolean take(StreamItem item) {
      if (item instanceof StreamItem.Output output) {
        String text = new String(output.bytes().toByteArray(), StandardCharsets.US_ASCII);
        (output.channel() == Channel.STDOUT ? stdout : stderr).append(text);
        notifyAll();
      }
      return true;
    }

    void write() {
      try {
        for (int round = 1; round <= ROUNDS; round++) {
          if (round == FIRST_ROUNDS + 2) {
            goOn.await();
          }
          stream.writeStdin(Rig.utf8(round + "\n"));
          awaitAnswer(round);
        }
        stream.writeStdin(Rig.utf8(REST));
        stream.endStdin();
      } catch (InterruptedException interrupted) {
        end.completeExceptionally(interrupted);
      }
    }

    synchronized void awaitAnswer(int round) throws InterruptedException {
      while (stdout.indexOf("got " + round + "\n") < 0 && !end.isDone()) {
        wait();
      }
    }

    StreamEnd end() throws Exception {
      return end.get(200, TimeUnit.SECONDS);
    }

    synchronized String stdout() {
      return stdout.toString();
    }

    synchronized String stderr() {
      return stderr.toString();
    }
  }
}
