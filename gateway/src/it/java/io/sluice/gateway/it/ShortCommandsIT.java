package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.RunnerInfo;
import io.sluice.protocol.client.SluiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that are over at once, on two runners: all output, the right codes, no zombie, and heaps
 * of 256 MiB that do. Property {@code sluice.it.short}: how many; what memory they leave is printed
 * after a tenth and at the end.
 */
class ShortCommandsIT {
  private static final int COMMANDS = Integer.getInteger("sluice.it.short", 300);
  private static final int WORKERS = 16;
  private static final int BOXES = 8;

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

      run(client, boxes, 0, COMMANDS / 10);
      print(COMMANDS / 10, pids);
      run(client, boxes, COMMANDS / 10, COMMANDS);
      print(COMMANDS, pids);

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

  private static void print(int commands, List<Long> pids) throws IOException {
    StringBuilder line =
        new StringBuilder("resident after " + commands + " commands, gateway, runners:");
    for (long pid : pids) {
      try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
        status
            .filter(text -> text.startsWith("VmRSS:"))
            .forEach(text -> line.append(' ').append(text.substring(6).strip()));
      }
    }
    System.out.println(line);
  }
}
