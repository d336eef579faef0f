package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of commands and their output, with one gateway. */
class SpineIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path data;
  private static GatewayProcess gateway;
  private static SluiceClient client;
  private static String box;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(data);
    client = gateway.client();
    box = client.createBox(new NewBox("spine", null)).id();
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
  }

  @Test
  @Tag("O4")
  @Tag("O28")
  void aThousandShortCommandsAreWhole() throws Exception {
    int commands = Integer.getInteger("sluice.it.commands", 1000);
    try (ExecutorService workers = Executors.newFixedThreadPool(16)) {
      List<Future<Watched.Result>> results = new ArrayList<>();
      for (int n : IntStream.range(0, commands).toArray()) {
        results.add(
            workers.submit(
                () -> Watched.of(client, client.exec(box, ExecRequest.of("echo", "N" + n)))));
      }

      for (int n = 0; n < commands; n++) {
        assertThat(results.get(n).get())
            .isEqualTo(
                new Watched.Result(
                    "N" + n + "\n", "", new AttachEnd.Exited(0, "exited", false), List.of()));
      }
    }
  }

  @Test
  @Tag("O26")
  @Tag("O1")
  void bothChannelsArriveApartAndTheExitLast() throws Exception {
    String id = exec("echo out; echo err >&2; exit 7");

    Watched.Result result = Watched.of(client, id);

    assertThat(result)
        .isEqualTo(
            new Watched.Result(
                "out\n", "err\n", new AttachEnd.Exited(7, "exited", false), List.of()));
  }

  @Test
  @Tag("O25")
  void outputIsOpaqueBytes() throws Exception {
    String id = exec("printf '\\377\\000\\200\\n' | od -An -tx1; printf '\\377\\000\\200'");

    Watched.Result result = Watched.of(client, id);

    assertThat(result.stdout()).startsWith(" ff 00 80 0a\n");
    assertThat(client.execution(id).bytes()).isEqualTo(" ff 00 80 0a\n".length() + 3);
  }

  @Test
  @Tag("O13")
  void aLateConsumerSeesEverythingOrWhatItAsksFor() throws Exception {
    String id = exec("printf 0123456789");
    client.awaitEnd(id, LONG);

    Watched.Result whole = Watched.of(client, id);
    Watched.Result tail = Watched.of(client, AttachRequest.observer(id, new Offset(7)));
    Watched.Result nothing = Watched.of(client, AttachRequest.observer(id, new Offset(10)));

    assertThat(whole.stdout()).isEqualTo("0123456789");
    assertThat(tail.stdout()).isEqualTo("789");
    assertThat(nothing.stdout()).isEmpty();
    assertThat(nothing.end()).isEqualTo(new AttachEnd.Exited(0, "exited", false));
  }

  @Test
  @Tag("O27")
  void theFirstChunkIsDeliveredWhileTheProcessRuns() throws Exception {
    String id = exec("echo early; read line; echo $line");
    Watched watched = new Watched();
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitFirstOutput();
      ExecutionInfo before = client.execution(id);

      attachment.writeStdin(utf8("late\n"));
      AttachEnd end = attachment.await();

      assertThat(before.state()).isEqualTo("running");
      assertThat(watched.stdout()).isEqualTo("early\nlate\n");
      assertThat(end).isEqualTo(new AttachEnd.Exited(0, "exited", false));
    }
  }

  @Test
  @Tag("I1")
  @Tag("I3")
  void inputArrivesWholeInOrderBeforeItsEnd() throws Exception {
    String id = client.exec(box, ExecRequest.of("sha256sum"));
    byte[] input = new byte[3_000_000];
    new Random(7).nextBytes(input);
    Watched watched = new Watched();
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      attachment.writeStdin(ByteBuffer.wrap(input));
      attachment.endStdin();
      attachment.await();
    }

    assertThat(watched.stdout()).isEqualTo(Hashes.sha256(input) + "  -\n");
  }

  @Test
  @Tag("I11")
  void aProcessThatClosesItsInputEarlyNeitherHangsNorLosesItsExit() throws Exception {
    String id = exec("exec <&-; echo closed; exit 4");
    Watched watched = new Watched();
    AttachEnd end;
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      attachment.writeStdin(ByteBuffer.wrap(new byte[2_000_000]));
      end = attachment.await();
    }

    assertThat(watched.stdout()).isEqualTo("closed\n");
    assertThat(end).isEqualTo(new AttachEnd.Exited(4, "exited", false));
  }

  @Test
  @Tag("O6")
  @Tag("O7")
  void aGrandchildThatHoldsThePipeDelaysTheExitByTheBoundAndItSaysIncomplete() throws Exception {
    String id = exec("sleep 300 & echo started");

    Watched.Result result = Watched.of(client, id);
    ExecutionInfo info = client.execution(id);

    assertThat(result.stdout()).isEqualTo("started\n");
    assertThat(result.end()).isEqualTo(new AttachEnd.Exited(0, "exited", true));
    assertThat(result.problems()).containsExactly("output_incomplete");
    assertThat(info.incomplete()).isTrue();
  }

  @Test
  @Tag("C2")
  void aKilledCommandKeepsItsOutputAndIsNotCompleted() throws Exception {
    String id = exec("echo before; sleep 300");
    Watched watched = new Watched();
    AttachEnd end;
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitFirstOutput();
      client.kill(id);
      end = attachment.await();
    }

    assertThat(watched.stdout()).isEqualTo("before\n");
    assertThat(end).isEqualTo(new AttachEnd.Exited(137, "killed", false));
    assertThat(client.execution(id).status()).isEqualTo("killed");
    assertThat(Watched.of(client, id).stdout()).isEqualTo("before\n");
  }

  @Test
  @Tag("C14")
  void aTimeOutEndsTheWholeGroupAndIsTold() throws Exception {
    ExecRequest request =
        new ExecRequest(
            List.of("sh", "-c", "trap '' TERM; sleep 300 & wait; wait"),
            Map.of(),
            null,
            false,
            Duration.ofSeconds(1));

    ExecutionInfo info = client.awaitEnd(client.exec(box, request), LONG);

    assertThat(info.status()).isEqualTo("timed_out");
    assertThat(info.exitCode()).isNotEqualTo(0);
  }

  @Test
  @Tag("C1")
  void signalsOfTheListArriveAndOthersAreRefused() throws Exception {
    String id = exec("trap 'echo got; exit 9' USR1; echo ready; while :; do sleep 0.05; done");
    Watched watched = new Watched();
    AttachEnd end;
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitFirstOutput();
      assertThatThrownBy(() -> client.signal(id, 11))
          .isInstanceOfSatisfying(
              SluiceProblem.class, p -> assertThat(p.code()).isEqualTo("invalid_argument"));
      client.signal(id, 10);
      end = attachment.await();
    }

    assertThat(watched.stdout()).isEqualTo("ready\ngot\n");
    assertThat(end).isEqualTo(new AttachEnd.Exited(9, "exited", false));
  }

  @Test
  @Tag("O29")
  void aCommandNobodyWatchesRunsAndItsOutputIsKept() throws Exception {
    String id = exec("for i in 1 2 3; do echo $i; done");

    ExecutionInfo info = client.awaitEnd(id, LONG);

    assertThat(info.status()).isEqualTo("completed");
    assertThat(Watched.of(client, id).stdout()).isEqualTo("1\n2\n3\n");
    assertThat(client.executions(null).items())
        .filteredOn(row -> row.id().equals(id))
        .extracting(ExecutionInfo::state, ExecutionInfo::bytes)
        .containsExactly(tuple("ended", 6L));
  }

  @Test
  void aSecondWriterIsRefusedAndAnyNumberMayWatch() throws Exception {
    String id = exec("read line; echo $line");
    Watched watched = new Watched();
    try (Attachment first = client.attach(AttachRequest.controller(id), watched);
        Attachment observer =
            client.attach(AttachRequest.observer(id, Offset.ZERO), new Watched())) {
      assertThatThrownBy(() -> client.attach(AttachRequest.controller(id), new Watched()))
          .isInstanceOfSatisfying(SluiceProblem.class, p -> assertThat(p.status()).isEqualTo(409));

      first.writeStdin(utf8("x\n"));
      assertThat(first.await()).isEqualTo(new AttachEnd.Exited(0, "exited", false));
      assertThat(observer.await()).isEqualTo(new AttachEnd.Exited(0, "exited", false));
    }
  }

  @Test
  @Tag("C3")
  void aTerminalIsOneAndTakesAnotherSizeAndAPipeDoesNot() throws Exception {
    ExecRequest request =
        new ExecRequest(
            List.of("sh", "-c", "tty >/dev/null && stty size; read line; stty size"),
            Map.of(),
            null,
            true,
            null);
    String id = client.exec(box, request);
    String pipe = exec("read line");
    Watched watched = new Watched();
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitFirstOutput();
      client.resize(id, new TerminalSize(101, 37));
      attachment.writeStdin(utf8("\n"));
      attachment.await();
    }

    assertThat(watched.stdout()).contains("24 80").contains("37 101");
    assertThat(watched.stderr()).isEmpty();
    assertThatThrownBy(() -> client.resize(pipe, new TerminalSize(101, 37)))
        .isInstanceOfSatisfying(SluiceProblem.class, p -> assertThat(p.status()).isEqualTo(400));
    client.kill(pipe);
  }

  @Test
  @Tag("L7")
  void aMissingProgramEndsAsAShellWouldEndIt() throws Exception {
    String id = client.exec(box, ExecRequest.of("no-such-program-at-all"));

    Watched.Result result = Watched.of(client, id);

    assertThat(result.end()).isEqualTo(new AttachEnd.Exited(127, "start_failed", false));
    assertThat(result.stderr()).contains("no-such-program-at-all");
    assertThat(client.execution(id).status()).isEqualTo("completed");
  }

  private static String exec(String script) {
    return client.exec(box, ExecRequest.of("sh", "-c", script));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
