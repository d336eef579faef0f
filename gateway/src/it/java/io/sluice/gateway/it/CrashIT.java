package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after the gateway was killed, and after it was told to stop. */
class CrashIT {
  private static final int FINISHED = 20;

  /** Tells its pid and stays until somebody ends it. */
  private static final String UNTIL_TOLD = "echo $$; exec sleep 300";

  @TempDir Path data;

  /**
   * What was there when the gateway was killed.
   *
   * @param seen the output of the unfinished one as its consumer saw it: its pid
   */
  private record Crash(List<String> finished, String unfinished, String seen) {
    Crash {
      finished = List.copyOf(finished);
    }

    long pid() {
      return Long.parseLong(seen.strip());
    }
  }

  @Test
  @Tag("O34")
  @Tag("L10")
  void afterAKillFinishedLogsAreWholeAndUnfinishedOnesEndAsLostWithWhatWasAcknowledged()
      throws Exception {
    Crash crash = crashWhileOneRuns();

    try (Rig rig = Rig.start(data)) {
      SluiceClient client = rig.client();
      for (int n = 0; n < FINISHED; n++) {
        Watched.Result result = Watched.of(client, crash.finished().get(n));
        assertThat(result.stdout()).isEqualTo(sequence(n, 5000));
        assertThat(result.end()).isEqualTo(new AttachEnd.Exited(3, "exited", false));
      }
      ExecutionInfo lost = client.awaitEnd(crash.unfinished(), LONG);
      assertThat(lost.status()).isEqualTo("killed");
      assertThat(lost.reason()).isEqualTo("lost");
      assertThat(lost.incomplete()).isTrue();
      assertThat(Watched.of(client, crash.unfinished()).stdout()).isEqualTo(crash.seen());
      awaitGone(crash.pid());
    }
  }

  /** An orphan is there, if dead, until its new parent reaps it. Unkilled it lives longer. */
  private static void awaitGone(long pid) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Leaves finished logs, no two alike, and one that has only begun. */
  private Crash crashWhileOneRuns() throws Exception {
    try (Rig rig = Rig.start(data)) {
      List<String> finished = new ArrayList<>();
      for (int n = 0; n < FINISHED; n++) {
        String id = rig.exec("seq " + n + " 5000; exit 3");
        rig.client().awaitEnd(id, LONG);
        finished.add(id);
      }
      String unfinished = rig.exec(UNTIL_TOLD);
      Watched watched = new Watched();
      try (Attachment _ = rig.client().attach(AttachRequest.controller(unfinished), watched)) {
        watched.awaitFirstOutput();
        rig.gateway().killHard();
      }
      return new Crash(finished, unfinished, watched.stdout());
    }
  }

  @Test
  @Tag("O2")
  void toldToStopItEndsWhatRunsJournalsTheExitsAndLeavesNoProcess() throws Exception {
    String id;
    long pid;
    AttachEnd end;
    try (Rig rig = Rig.start(data)) {
      id = rig.exec(UNTIL_TOLD);
      Watched watched = new Watched();
      try (Attachment attachment = rig.client().attach(AttachRequest.controller(id), watched)) {
        watched.awaitFirstOutput();
        List<ProcessHandle> children =
            ProcessHandle.of(rig.gateway().pid()).orElseThrow().descendants().toList();
        rig.gateway().terminate();
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
    try (Rig rig = Rig.start(data)) {
      SluiceClient client = rig.client();
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
