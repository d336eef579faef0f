package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bench that is ended by a signal while it measures. */
class BenchSignalIT {
  private static final long PATIENCE_MINUTES = 4;
  private static final String SHAPE = "2 writers";

  @TempDir Path folder;

  @Test
  void itsGatewayDatabaseAndOtherServersEndWithItAndItsDirectoryIsGone() throws Exception {
    List<ProcessHandle> started = new ArrayList<>();
    Process bench = bench();
    started.add(bench.toHandle());
    try {
      awaitTheFirstLoad(bench.inputReader());
      started.addAll(bench.descendants().toList());
      assertThat(started).hasSizeGreaterThan(2); // Itself, a gateway, and its PostgreSQL at least.
      Path directory = scratch(started);
      assertThat(directory).isDirectory();

      bench.destroy();

      for (ProcessHandle each : started) {
        CompletableFuture<ProcessHandle> end = each.onExit();
        assertThat(end).succeedsWithin(PATIENCE_MINUTES, TimeUnit.MINUTES);
      }
      assertThat(Files.exists(directory)).isFalse();
    } finally {
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** It measures for ever; all that it measures is started before the first load. */
  private Process bench() throws Exception {
    List<String> line = new ArrayList<>(List.of("bench", "journal", "--out", folder.toString()));
    String endless =
        "--only load --seconds 1 --warmup 1 --rounds 1000000 --sizes 256 --writers 2 --executions 2";
    line.addAll(List.of(endless.split(" ")));
    return new ProcessBuilder(GatewayProcess.line(line)).redirectErrorStream(true).start();
  }

  private static void awaitTheFirstLoad(BufferedReader said) throws Exception {
    StringBuilder all = new StringBuilder();
    String line = "";
    while (!line.contains(SHAPE)) {
      line = said.readLine();
      assertThat(line).as("the bench ended: %s", all).isNotNull();
      all.append(line).append('\n');
    }
  }

  /** Of the gateway, which is told where its data is. */
  private static Path scratch(List<ProcessHandle> started) {
    for (ProcessHandle each : started) {
      List<String> arguments = List.of(each.info().arguments().orElse(new String[0]));
      int data = arguments.indexOf("--data");
      if (arguments.contains("serve") && data >= 0) {
        return Objects.requireNonNull(Path.of(arguments.get(data + 1)).getParent());
      }
    }
    throw new AssertionError("the bench started no gateway: " + started);
  }
}
