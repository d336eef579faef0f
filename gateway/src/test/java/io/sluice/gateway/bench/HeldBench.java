package io.sluice.gateway.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * As little of a bench as can hold something when a signal comes: a directory and two processes of
 * this same program, one of which does not end when it is asked to.
 */
final class HeldBench {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration NO_PATIENCE = Duration.ofMillis(100);

  private HeldBench() {}

  /** The command line of what a test starts; each process tells its id at the port. */
  static List<String> line(String part, int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        HeldBench.class.getName(),
        part,
        Integer.toString(port));
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    switch (arguments[0]) {
      case "bench" -> bench(port);
      case "stubborn" -> {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(HeldBench::hold));
        tell(port);
      }
      default -> tell(port);
    }
    hold();
  }

  private static void bench(int port) throws IOException {
    ChildDirectory directory = ChildDirectory.create("sluice-held-bench");
    System.out.println(directory.path());
    start("obedient", port, directory, PATIENCE);
    start("stubborn", port, directory, NO_PATIENCE);
  }

  private static void start(String part, int port, ChildDirectory directory, Duration patience)
      throws IOException {
    ChildProcess _ =
        ChildProcess.start(
            new ProcessBuilder(line(part, port)), directory.path().resolve(part), patience);
  }

  private static void tell(int port) throws IOException {
    try (Socket test = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = test.getOutputStream()) {
      out.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void hold() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }
}
