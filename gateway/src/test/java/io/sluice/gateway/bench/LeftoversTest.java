package io.sluice.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bench starts ends with it. */
class LeftoversTest {
  private static final int TERMINATED = 128 + 15;
  private static final int PATIENCE_MILLIS = 120_000;

  private final List<ProcessHandle> started = new ArrayList<>();
  private ServerSocket told;

  @BeforeEach
  void listen() throws Exception {
    told = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
    told.setSoTimeout(PATIENCE_MILLIS);
  }

  @AfterEach
  void endAll() throws Exception {
    started.forEach(ProcessHandle::destroyForcibly);
    told.close();
  }

  @Test
  void aSignalEndsTheProcessesOfABenchAndRemovesItsDirectory() throws Exception {
    Process bench =
        new ProcessBuilder(HeldBench.line("bench", told.getLocalPort()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(bench.toHandle());
    Path directory = Path.of(bench.inputReader().readLine());
    ProcessHandle one = child();
    ProcessHandle other = child();
    assertThat(Files.isDirectory(directory)).isTrue();

    bench.destroy();

    awaitEnd(one);
    awaitEnd(other);
    awaitEnd(bench.toHandle());
    assertThat(bench.exitValue()).isEqualTo(TERMINATED);
    assertThat(Files.exists(directory)).isFalse();
  }

  @Test
  void whatIsClosedIsGoneWhetherItWantsToOrNot(@TempDir Path logs) throws Exception {
    for (String part : List.of("obedient", "stubborn")) {
      ChildProcess child =
          ChildProcess.start(
              new ProcessBuilder(HeldBench.line(part, told.getLocalPort())),
              logs.resolve(part),
              part.equals("stubborn") ? Duration.ofMillis(100) : Duration.ofMinutes(1));
      ProcessHandle handle = child();

      child.close();

      assertThat(handle.isAlive()).isFalse();
      child.close(); // As the end of the process may do meanwhile.
    }
  }

  /** One that runs, and has begun to refuse signals if it does. */
  private ProcessHandle child() throws Exception {
    try (Socket child = told.accept()) {
      String pid = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      ProcessHandle handle = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      started.add(handle);
      return handle;
    }
  }

  private static void awaitEnd(ProcessHandle process) throws Exception {
    CompletableFuture<ProcessHandle> end = process.onExit();
    assertThat(end.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).isAlive()).isFalse();
  }
}
