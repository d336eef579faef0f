package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of {@code bench journal}, as small as it can be: that it measures, not what. */
class JournalBenchIT {
  private static final int CELLS = 15;

  private static final Set<String> FORMS =
      Set.of(
          "forms values 50 50",
          "forms unnest 50 50",
          "forms copy 50 50",
          "forms batch 50 50",
          "forms partitioned 50 50",
          "forms copy 2 rows 50 50",
          "forms values 4 at once 50 50",
          "forms text deflate before 50 50",
          "forms text copy 50 50",
          "forms random journal 50 50");

  @TempDir Path folder;

  @Test
  void itMeasuresEveryPartLosesNothingAndWritesItsFiles() throws Exception {
    Path log = folder.resolve("said");

    int code = ended(bench(log));

    String said = Files.readString(log);
    boolean fonts = !said.contains("finds no fonts");
    if (!fonts && !"required".equals(System.getProperty("sluice.it.fonts"))) {
      System.out.println("without the picture of bench journal: this machine has no fonts");
    } else {
      assertThat(code).as(said).isZero();
      assertThat(ImageIO.read(folder.resolve("journal.png").toFile()).getWidth()).isPositive();
    }
    List<List<String>> results = csv("results.csv");
    assertThat(results).allMatch(cells -> cells.size() == CELLS);
    assertThat(lines(results))
        .contains(
            "load sluice 1 1",
            "load sluice 2 2",
            "load sluice 50 3",
            "load sluice 50 50",
            "load raw insert 1 1",
            "load raw insert 2 2",
            "load raw insert 50 3",
            "stream sluice 1 1",
            "stream raw insert 1 1",
            "many sluice 50 10",
            "many sluice 50 20",
            "log sluice  ",
            "log keyset select  ")
        .containsAll(FORMS);
    assertThat(csv("targets.csv"))
        .hasSize(8) // Fifty writers with one record in flight each are not among these loads.
        .allMatch(cells -> Set.of("met", "missed").contains(cells.getLast()));
    assertThat(said).contains("fdatasync", "load ", "live heap", "ratio");
  }

  private static int ended(Process bench) throws InterruptedException {
    try {
      return bench.waitFor();
    } finally {
      bench.destroy();
    }
  }

  private Process bench(Path log) throws IOException {
    List<String> line = new ArrayList<>(List.of("bench", "journal", "--out", folder.toString()));
    String small =
        "--seconds 1 --warmup 5 --in-flight 2 --rounds 1 --sizes 256 --writers 1,2 --executions 3 --many 20 --log-mib 2"
            + " --form-millis 100 --commit-rows 2";
    line.addAll(List.of(small.split(" ")));
    Process bench =
        new ProcessBuilder(GatewayProcess.line(line))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    bench.getOutputStream().close();
    return bench;
  }

  private static Set<String> lines(List<List<String>> results) {
    return results.stream()
        .map(c -> c.get(0) + " " + c.get(1) + " " + c.get(3) + " " + c.get(4))
        .collect(Collectors.toSet());
  }

  /** Without its head; no cell of a result holds a comma. */
  private List<List<String>> csv(String file) throws Exception {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> List.of(line.split(",", -1)))
        .toList();
  }
}
