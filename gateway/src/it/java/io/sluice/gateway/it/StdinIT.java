package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static io.sluice.gateway.it.Rig.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input over cuts, to processes that read late or never. */
class StdinIT {
  private static final int USR1 = 10;
  private static final int USR2 = 12;

  /** Reads nothing before it is told to, and answers when asked, so that a test knows its order. */
  private static final String READS_LATE =
      "trap 'echo asked' USR2; trap 'go=1' USR1; echo ready;"
          + " while [ -z \"$go\" ]; do sleep 0.05; done; exec cat";

  @TempDir static Path data;
  private static Rig rig;
  private static SluiceClient client;

  @BeforeAll
  static void start() throws Exception {
    rig = Rig.start(data);
    client = rig.client();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @Test
  @Tag("I6")
  @Tag("I7")
  void inputAndItsEndSurviveTheirWriterAndAreAppliedOnce() throws Exception {
    String id = rig.exec(READS_LATE);
    Watched first = new Watched();
    try (Attachment writer = client.attach(AttachRequest.controller(id), first)) {
      first.awaitText("ready");
      writer.writeStdin(utf8("written before the cut"));
      writer.endStdin();
      // Frames are carried out in their order: what comes of this one comes after the end.
      writer.signal(USR2);
      first.awaitText("asked");
    }

    Watched second = new Watched();
    AttachEnd end;
    try (Attachment writer = client.attach(AttachRequest.controller(id), second)) {
      writer.endStdin();
      writer.writeStdin(utf8("late"));
      second.awaitProblem();
      client.signal(id, USR1);
      end = writer.await();
    }

    assertThat(second.result(end).problems()).containsExactly("stdin_closed");
    assertThat(end).isEqualTo(new AttachEnd.Exited(0, "exited", false));
    assertThat(Watched.of(client, id).stdout()).isEqualTo("ready\nasked\nwritten before the cut");
  }

  @Test
  @Tag("I12")
  void whatAVanishedWriterWroteIsDeliveredBeforeWhatComesAfterIt() throws Exception {
    String id = rig.exec(READS_LATE);
    Watched first = new Watched();
    try (Attachment writer = client.attach(AttachRequest.controller(id), first)) {
      first.awaitText("ready");
      writer.writeStdin(utf8("first, "));
      writer.signal(USR2);
      first.awaitText("asked");
    }

    try (Attachment writer = client.attach(AttachRequest.controller(id), new Watched())) {
      writer.writeStdin(utf8("second"));
      writer.endStdin();
      client.signal(id, USR1);
      writer.await();
    }

    assertThat(Watched.of(client, id).stdout()).endsWith("\nfirst, second");
  }

  @Test
  @Tag("I8")
  @Tag("I10")
  void inputThatIsNeverReadHoldsNeitherItsWriterNorTheExitBack() throws Exception {
    String id = rig.exec("trap 'exit 4' USR1; echo ready; while :; do sleep 0.05; done");
    Watched watched = new Watched();
    try (Attachment writer = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitText("ready");
      // More than any window, less than the spool: the socket is read on, so a signal passes.
      writer.writeStdin(ByteBuffer.wrap(new byte[4 * 1024 * 1024]));
      writer.signal(USR1);
      assertThat(writer.await()).isEqualTo(new AttachEnd.Exited(4, "exited", false));
    }

    ExecutionInfo info = client.awaitEnd(id, LONG);

    assertThat(info.exitCode()).isEqualTo(4);
  }
}
