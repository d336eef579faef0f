package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static io.sluice.gateway.it.Rig.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.Offset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole way of commands, their input and their output, with one gateway. */
@ExtendWith(Rig.Shared.class)
class SpineIT {
  private final Rig rig;
  private final SluiceClient client;

  SpineIT(Rig rig) {
    this.rig = rig;
    this.client = rig.client();
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
            workers.submit(() -> Watched.of(client, rig.exec(ExecRequest.of("echo", "N" + n)))));
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
    String id = rig.exec("echo out; echo err >&2; exit 7");

    Watched.Result result = Watched.of(client, id);

    assertThat(result)
        .isEqualTo(
            new Watched.Result(
                "out\n", "err\n", new AttachEnd.Exited(7, "exited", false), List.of()));
  }

  @Test
  @Tag("O25")
  void outputIsOpaqueBytes() throws Exception {
    String id = rig.exec("printf '\\377\\000\\200\\n' | od -An -tx1; printf '\\377\\000\\200'");

    Watched.Result result = Watched.of(client, id);

    assertThat(result.stdout()).startsWith(" ff 00 80 0a\n");
    assertThat(client.execution(id).bytes()).isEqualTo(" ff 00 80 0a\n".length() + 3);
  }

  @Test
  @Tag("O13")
  void aLateConsumerSeesEverythingOrWhatItAsksFor() throws Exception {
    String id = rig.exec("printf 0123456789");
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
    String id = rig.exec("echo early; read line; echo $line");
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
    String id = rig.exec(ExecRequest.of("sha256sum"));
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
    String id = rig.exec("exec <&-; echo closed; exit 4");
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
    String id = rig.exec("sleep 300 & echo started");

    Watched.Result result = Watched.of(client, id);
    ExecutionInfo info = client.execution(id);

    assertThat(result.stdout()).isEqualTo("started\n");
    assertThat(result.end()).isEqualTo(new AttachEnd.Exited(0, "exited", true));
    assertThat(result.problems()).containsExactly("output_incomplete");
    assertThat(info.incomplete()).isTrue();
  }

  @Test
  @Tag("O29")
  void aCommandNobodyWatchesRunsAndItsOutputIsKept() throws Exception {
    String id = rig.exec("for i in 1 2 3; do echo $i; done");

    ExecutionInfo info = client.awaitEnd(id, LONG);

    assertThat(info.status()).isEqualTo("completed");
    assertThat(Watched.of(client, id).stdout()).isEqualTo("1\n2\n3\n");
    assertThat(client.executions(null).items())
        .filteredOn(row -> row.id().equals(id))
        .extracting(ExecutionInfo::state, ExecutionInfo::bytes)
        .containsExactly(tuple("ended", 6L));
  }

  @Test
  @Tag("L7")
  void aMissingProgramEndsAsAShellWouldEndIt() throws Exception {
    String id = rig.exec(ExecRequest.of("no-such-program-at-all"));

    Watched.Result result = Watched.of(client, id);

    assertThat(result.end()).isEqualTo(new AttachEnd.Exited(127, "start_failed", false));
    assertThat(result.stderr()).contains("no-such-program-at-all");
    assertThat(client.execution(id).status()).isEqualTo("completed");
  }
}
