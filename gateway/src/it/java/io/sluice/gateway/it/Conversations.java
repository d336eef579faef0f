package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.follow.Budget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Executions that print numbered lines on both channels and read a line of input after every so
 * many, with a client each that writes it.
 */
final class Conversations implements AutoCloseable {
  static final int ROUNDS = 12;
  static final String REST = "the rest\n";
  private static final int LINES = 400;

  /** Whatever is broken comes back within its patience. */
  private static final StreamSettings SETTINGS =
      new StreamSettings(
          new Budget(2_000, Duration.ofMillis(20), Duration.ofMillis(200), 0),
          Duration.ofMillis(200),
          Math::random);

  /** In the command line of every shell of ours, and of nobody else. */
  private final String mark = UUID.randomUUID().toString();

  private final SluiceClient client;
  private final Gates gates;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> ids = new ArrayList<>();
  private final List<Conversation> each = new ArrayList<>();

  /** The gates are rounds that wait until {@link #open}. */
  private Conversations(SluiceClient client, Integer... gates) {
    this.client = client;
    this.gates = new Gates(List.of(gates));
  }

  /** Begins so many of them; a runner may still be on its way. */
  static Conversations begin(SluiceClient client, int count, Integer... gates) {
    Conversations conversations = new Conversations(client, gates);
    conversations.begin(count);
    return conversations;
  }

  private void begin(int count) {
    String box = client.createBox(new NewBox(null, null)).id();
    for (int n = 0; n < count; n++) {
      ExecRequest request = ExecRequest.of("sh", "-c", script(n));
      ids.add(
          Awaitility.await()
              .atMost(Rig.LONG)
              .ignoreExceptionsMatching(
                  failure -> failure instanceof SluiceProblem problem && problem.status() == 503)
              .until(() -> client.exec(box, request), id -> !id.isEmpty()));
    }
    for (String id : ids) {
      Conversation conversation =
          new Conversation(client.stream(StreamRequest.controller(id), SETTINGS), gates);
      threads.execute(conversation::write);
      threads.execute(conversation::read);
      each.add(conversation);
    }
  }

  /** Each round: lines on stdout, every tenth on stderr too, then a line of input, told again. */
  private String script(int code) {
    return "for round in $(seq "
        + ROUNDS
        + "); do seq -f %07.0f 1 "
        + LINES
        + "; seq -f %07.0f 10 10 "
        + LINES
        + " >&2; read line; echo got $line; done; cat; exit "
        + code
        + " # "
        + mark;
  }

  static String answer(int round) {
    return "got " + round + "\n";
  }

  void open(int round) {
    gates.open(round);
  }

  void awaitFirstAnswer(int round) {
    gates.awaitFirstAnswer(round);
  }

  /** To those who were there and to who reads it all afterwards; and nothing of it is left. */
  void requireWhole() throws Exception {
    for (int n = 0; n < ids.size(); n++) {
      Conversation seen = each.get(n);
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
        assertThat(sha256(stdout)).isEqualTo(sha256(expectedStdout()));
      }
      for (String stderr : List.of(seen.stderr(), log.stderr())) {
        assertThat(sha256(stderr)).isEqualTo(sha256(expectedStderr()));
      }
    }
    requireNothingLeft();
  }

  /** All end as lost, with what was acknowledged, which is what was seen; and nothing is left. */
  void requireLost() throws Exception {
    for (int n = 0; n < ids.size(); n++) {
      Conversation seen = each.get(n);
      assertThat(seen.end()).isInstanceOf(StreamEnd.Exited.class);
      ExecutionInfo info = client.awaitEnd(ids.get(n), Rig.LONG);
      Watched.Result log = Watched.of(client, ids.get(n));
      assertThat(info.reason()).isEqualTo("lost");
      assertThat(info.exitCode()).isNotEqualTo(0);
      assertThat(info.incomplete()).isTrue();
      assertThat(sha256(seen.stdout())).isEqualTo(sha256(log.stdout()));
      assertThat(sha256(seen.stderr())).isEqualTo(sha256(log.stderr()));
      assertThat(expectedStdout()).startsWith(log.stdout());
      assertThat(expectedStderr()).startsWith(log.stderr());
    }
    requireNothingLeft();
  }

  private void requireNothingLeft() {
    Awaitility.await().atMost(Rig.LONG).until(() -> shells() == 0);
  }

  private long shells() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(mark))
        .count();
  }

  private static String expectedStdout() {
    StringBuilder text = new StringBuilder();
    for (int round = 1; round <= ROUNDS; round++) {
      text.append(Lines.numbered(LINES)).append(answer(round));
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

  private static String sha256(String text) {
    return Hashes.sha256(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
