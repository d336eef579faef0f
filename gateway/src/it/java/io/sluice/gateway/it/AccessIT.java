package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.follow.Budget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who came to an execution, as the command line shows it and proves it without the gateway. */
@Tag("T3")
@ExtendWith(Rig.Shared.class)
class AccessIT {
  private static final StreamSettings SETTINGS =
      new StreamSettings(
          new Budget(100, Duration.ofMillis(1), Duration.ofMillis(100), 0),
          Duration.ofMillis(200),
          Math::random);

  @TempDir Path directory;
  private final Rig rig;

  AccessIT(Rig rig) {
    this.rig = rig;
  }

  /** Controlled with six bytes of input, then read and signalled by others. */
  private String visited() throws Exception {
    String id = rig.exec("read line; echo got $line");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        SluiceClient client = rig.gateway().client();
        ExecutionStream stream = client.stream(StreamRequest.controller(id), SETTINGS)) {
      ByteBuffer line = ByteBuffer.wrap("input\n".getBytes(StandardCharsets.UTF_8));
      var _ = threads.submit(() -> stream.writeStdin(line));
      while (!(stream.next() instanceof StreamItem.Ended)) {
        stream.acknowledge();
      }
    }
    Said.by(rig, List.of("logs", id));
    Said.by(rig, List.of("kill", id));
    return id;
  }

  private String trail(String id) throws Exception {
    Said said = Said.by(rig, List.of("audit", "access", id));
    assertThat(said.code()).isZero();
    return said.out();
  }

  @Test
  void theCommandLineShowsWhoReadHowFarAndWroteHowMuch() throws Exception {
    String id = visited();

    // The end of a connection is told after it.
    String trail =
        Awaitility.await()
            .atMost(Rig.LONG)
            .until(() -> trail(id), text -> text.split(" is over", -1).length > 2);

    assertThat(trail)
        .containsPattern("#1  [-_0-9A-Za-z]+ at 127.0.0.1 [0-9]+ comes by attach to write")
        .containsPattern("visit #1 is over, read from 0 to 10, wrote 6 bytes")
        .containsPattern("comes by [a-z]+ to read")
        .contains(" kill");
  }

  @Test
  @Tag("T4")
  void anExportIsProvenWithoutTheGatewayAndAChangedOneIsNot() throws Exception {
    String id = visited();
    Path file = directory.resolve("trail.ndjson");
    Said exported = Said.by(rig, List.of("audit", "access", "--export", id));
    Files.writeString(file, exported.out());
    Path spoilt =
        Files.writeString(
            directory.resolve("spoilt.ndjson"), exported.out().replace("\"write\"", "\"read\""));

    assertThat(Said.by(rig, List.of("audit", "verify", file.toString())))
        .satisfies(
            said -> {
              assertThat(said.code()).isZero();
              assertThat(said.out()).startsWith("good: ");
            });
    assertThat(Said.by(rig, List.of("audit", "verify", spoilt.toString())))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(1);
              assertThat(said.out()).startsWith("line 2: changed: entry 1");
            });
  }
}
