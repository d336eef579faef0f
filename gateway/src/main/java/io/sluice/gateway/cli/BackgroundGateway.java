package io.sluice.gateway.cli;

import io.sluice.protocol.client.SluiceClient;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts a gateway on a data directory that outlives this process, or shares the one that another
 * process started meanwhile: starters take turns by a lock, and each looks before it starts.
 *
 * @param command what starts a gateway, without its options
 */
record BackgroundGateway(Console console, DataDirectory data, List<String> command) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 50;
  private static final int TAIL_LINES = 3;

  SluiceClient start() throws UserFailure, InterruptedException {
    try (FileChannel channel = open(data.startLock());
        FileLock _ = channel.lock()) {
      return startAlone();
    } catch (IOException failure) {
      throw new UserFailure("cannot start a gateway on " + data.path() + ": " + failure, failure);
    }
  }

  private SluiceClient startAlone() throws IOException, UserFailure, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Process child = null;
    while (System.nanoTime() < deadline) {
      Optional<SluiceClient> ready = Discovery.ready(data);
      if (ready.isPresent()) {
        return ready.get();
      }
      if (child == null && nobodyHoldsTheDirectory()) {
        child = spawn();
        console.say("started a gateway in the background, it logs to " + data.gatewayLog());
      }
      if (child != null && !child.isAlive()) {
        throw new UserFailure("the gateway did not start: " + tail());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    endQuietly(child);
    throw new UserFailure(
        "no gateway became ready on " + data.path() + " within " + PATIENCE.toSeconds() + " s");
  }

  /** A gateway that is about to stop still holds it for a moment. */
  private boolean nobodyHoldsTheDirectory() throws IOException {
    try (FileChannel channel = open(data.gatewayLock());
        FileLock lock = channel.tryLock()) {
      return lock != null;
    }
  }

  private Process spawn() throws IOException {
    List<String> line = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      line.add(setsid.toString());
    }
    line.addAll(command);
    line.addAll(List.of("serve", "--listen", "127.0.0.1:0", "--idle-exit", "30s", "--data"));
    line.add(data.path().toString());
    File log = data.gatewayLog().toFile();
    return new ProcessBuilder(line)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(log)
        .redirectErrorStream(true)
        .start();
  }

  private String tail() throws IOException {
    List<String> lines =
        Files.readAllLines(data.gatewayLog()).stream().filter(line -> !line.isBlank()).toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return last.isEmpty() ? "it said nothing" : String.join(" | ", last);
  }

  private static void endQuietly(@Nullable Process child) {
    if (child != null) {
      child.destroy();
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
