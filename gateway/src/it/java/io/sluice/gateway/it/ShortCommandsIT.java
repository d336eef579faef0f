package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.RunnerInfo;
import io.sluice.protocol.client.SluiceClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that are over at once, on two runners: all output, the right codes, no zombie, and heaps
 * of 256 MiB that do. Property {@code sluice.it.short}: how many; what lives in the heaps is
 * printed after a tenth, a half and all, and of very many again when those that ended have left the
 * gateway's memory.
 */
class ShortCommandsIT {
  private static final int COMMANDS = Integer.getInteger("sluice.it.short", 300);
  private static final int WORKERS = 16;
  private static final int BOXES = 8;

  /** From so many on it is worth the minute until what ended leaves the memory. */
  private static final int VERY_MANY = 1_000;

  /** What a cache with a bound may hold of them. */
  private static final long KNOWN_KB = 10_000;

  /** The last line of a class histogram: how many objects, how many bytes. */
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  @TempDir Path data;
  @TempDir Path east;
  @TempDir Path west;

  @Test
  @Tag("O26")
  @Tag("L4")
  @Tag("L10")
  void nothingIsLostNoCodeIsWrongAndNoZombieIsLeft() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(data, "--no-local-runner");
        RunnerProcess first = RunnerProcess.start(gateway.url(), gateway, east);
        RunnerProcess second = RunnerProcess.start(gateway.url(), gateway, west);
        SluiceClient client = gateway.client()) {
      Awaitility.await().atMost(Rig.LONG).until(() -> open(client) == 2);
      List<String> boxes =
          Stream.generate(() -> client.createBox(new NewBox(null, null)).id())
              .limit(BOXES)
              .toList();
      List<Long> pids = List.of(gateway.pid(), first.pid(), second.pid());

      int done = 0;
      List<Long> gatewayHeap = new ArrayList<>();
      for (int upTo : new int[] {COMMANDS / 10, COMMANDS / 2, COMMANDS}) {
        run(client, boxes, done, upTo);
        done = upTo;
        gatewayHeap.add(print("after " + done + " commands", pids).getFirst());
      }
      if (COMMANDS >= VERY_MANY) {
        Awaitility.await()
            .atMost(Rig.LONG.multipliedBy(3))
            .pollInterval(Duration.ofSeconds(5))
            .until(() -> !histogram(gateway.pid()).contains("ExecutionIntake\n"));
        assertThat(print("when all had left the memory", pids).getFirst())
            .isLessThan(gatewayHeap.getFirst() + KNOWN_KB);
      }

      Awaitility.await()
          .atMost(Rig.LONG)
          .until(() -> runners(client).allMatch(runner -> runner.taken() == 0));
      Awaitility.await().atMost(Rig.LONG).until(first::hasNothingLeft);
      Awaitility.await().atMost(Rig.LONG).until(second::hasNothingLeft);
    }
  }

  private static long open(SluiceClient client) {
    return runners(client).filter(one -> one.lastHeartbeat() != null).count();
  }

  private static Stream<RunnerInfo> runners(SluiceClient client) {
    return StreamSupport.stream(client.runners().path("runners").spliterator(), false)
        .map(RunnerInfo::parse);
  }

  private static void run(SluiceClient client, List<String> boxes, int from, int to)
      throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      List<Future<Watched.Result>> results = new ArrayList<>();
      for (int n = from; n < to; n++) {
        String box = boxes.get(n % BOXES);
        ExecRequest request =
            speaks(n) ? ExecRequest.of("sh", "-c", "echo x; exit 3") : ExecRequest.of("true");
        results.add(workers.submit(() -> Watched.of(client, client.exec(box, request))));
      }
      for (int n = from; n < to; n++) {
        assertThat(results.get(n - from).get())
            .isEqualTo(
                new Watched.Result(
                    speaks(n) ? "x\n" : "",
                    "",
                    new AttachEnd.Exited(speaks(n) ? 3 : 0, "exited", false),
                    List.of()));
      }
    }
  }

  /** In each box one after the other. */
  private static boolean speaks(int command) {
    return command / BOXES % 2 == 1;
  }

  /** After two full collections: what the first found dead, references hold until the next. */
  private static List<Long> print(String when, List<Long> pids) throws Exception {
    List<Long> kilobytes = new ArrayList<>();
    for (long pid : pids) {
      String _ = histogram(pid);
      Matcher total = TOTAL.matcher(histogram(pid));
      assertThat(total.find()).isTrue();
      kilobytes.add(Long.parseLong(total.group(1)) / 1000);
    }
    System.out.println("live heap of gateway and runners in kB " + when + ": " + kilobytes);
    return kilobytes;
  }

  private static String histogram(long pid) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .start();
    jcmd.getOutputStream().close();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
