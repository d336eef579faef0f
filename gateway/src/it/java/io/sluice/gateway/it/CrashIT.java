package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after the gateway was killed, and after it was told to stop. */
class CrashIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path data;

  @Test
  @Tag("O34")
  @Tag("L10")
  void afterAKillFinishedLogsAreWholeAndUnfinishedOnesEndAsLostWithWhatWasAcknowledged()
      throws Exception {
    List<String> finished = new ArrayList<>();
    String unfinished;
    String seen;
    long pid;
    try (GatewayProcess gateway = GatewayProcess.start(data);
        SluiceClient client = gateway.client()) {
      String box = client.createBox(new NewBox(null, null)).id();
      for (int n = 0; n < 20; n++) {
        String id = client.exec(box, ExecRequest.of("sh", "-c", "seq " + n + " 5000; exit 3"));
        client.awaitEnd(id, LONG);
        finished.add(id);
      }
      unfinished = client.exec(box, ExecRequest.of("sh", "-c", "echo $$; exec sleep 300"));
      Watched watched = new Watched();
      try (Attachment _ = client.attach(AttachRequest.controller(unfinished), watched)) {
        watched.awaitFirstOutput();
        gateway.killHard();
      }
      seen = watched.stdout();
      pid = Long.parseLong(seen.strip());
    }

    try (GatewayProcess gateway = GatewayProcess.start(data);
        SluiceClient client = gateway.client()) {
      for (int n = 0; n < 20; n++) {
        Watched.Result result = Watched.of(client, finished.get(n));
        assertThat(result.stdout()).isEqualTo(sequence(n, 5000));
        assertThat(result.end()).isEqualTo(new AttachEnd.Exited(3, "exited", false));
      }
      ExecutionInfo lost = client.awaitEnd(unfinished, LONG);
      assertThat(lost.status()).isEqualTo("killed");
      assertThat(lost.reason()).isEqualTo("lost");
      assertThat(lost.incomplete()).isTrue();
      assertThat(Watched.of(client, unfinished).stdout()).isEqualTo(seen);
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  @Tag("O2")
  void toldToStopItEndsWhatRunsJournalsTheExitsAndLeavesNoProcess() throws Exception {
    String id;
    long pid;
    AttachEnd end;
    try (GatewayProcess gateway = GatewayProcess.start(data);
        SluiceClient client = gateway.client()) {
      String box = client.createBox(new NewBox(null, null)).id();
      id = client.exec(box, ExecRequest.of("sh", "-c", "echo $$; exec sleep 300"));
      Watched watched = new Watched();
      try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
        watched.awaitFirstOutput();
        List<ProcessHandle> children =
            ProcessHandle.of(gateway.pid()).orElseThrow().descendants().toList();
        gateway.terminate();
        end = attachment.await();
        for (ProcessHandle child : children) {
          child.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
      }
      pid = Long.parseLong(watched.stdout().strip());
    }

    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    assertThat(process).isEmpty();
    assertThat(end).isEqualTo(new AttachEnd.Exited(143, "signalled", false));
    try (GatewayProcess gateway = GatewayProcess.start(data);
        SluiceClient client = gateway.client()) {
      ExecutionInfo info = client.execution(id);
      assertThat(info.state()).isEqualTo("ended");
      assertThat(info.exitCode()).isEqualTo(143);
    }
  }

  private static String sequence(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int n = from; n <= to; n++) {
      text.append(n).append('\n');
    }
    return text.toString();
  }
}
