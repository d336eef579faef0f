package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static io.sluice.gateway.it.Rig.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is done to a command that runs: its end, signals, its terminal, who may write to it. */
@ExtendWith(Rig.Shared.class)
class ControlIT {
  private final Rig rig;
  private final SluiceClient client;

  ControlIT(Rig rig) {
    this.rig = rig;
    this.client = rig.client();
  }

  @Test
  @Tag("C2")
  void aKilledCommandKeepsItsOutputAndIsNotCompleted() throws Exception {
    String id = rig.exec("echo before; sleep 300");
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

    ExecutionInfo info = client.awaitEnd(rig.exec(request), LONG);

    assertThat(info.status()).isEqualTo("timed_out");
    assertThat(info.exitCode()).isNotEqualTo(0);
  }

  @Test
  @Tag("C8")
  void whatItsControllerWalkedAwayFromIsHungUpAndItsLogSaysWhy() throws Exception {
    String script = "trap 'echo hung up; exit 9' HUP; echo ready; while :; do sleep 0.05; done";
    String id =
        rig.exec(
            ExecRequest.of("sh", "-c", script)
                .under(new UnattendedRule.After(Duration.ofMillis(300))));
    Watched watched = new Watched();
    try (Attachment _ = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitFirstOutput();
    }

    // Whoever waits for its end attends it; whoever looks does not.
    Awaitility.await().atMost(LONG).until(() -> "ended".equals(client.execution(id).state()));

    Watched.Result log = Watched.of(client, id);
    assertThat(log.stdout()).isEqualTo("ready\nhung up\n");
    assertThat(log.end()).isEqualTo(new AttachEnd.Exited(9, "exited", false));
  }

  @Test
  @Tag("C1")
  void signalsOfTheListArriveAndOthersAreRefused() throws Exception {
    String id = rig.exec("trap 'echo got; exit 9' USR1; echo ready; while :; do sleep 0.05; done");
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
  void aSecondWriterIsRefusedAndAnyNumberMayWatch() throws Exception {
    String id = rig.exec("read line; echo $line");
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
    String id = rig.exec(request);
    String pipe = rig.exec("read line");
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
}
