package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.gateway.it.BoxliteRun.Ended;
import io.sluice.gateway.it.Fate.Cut;
import io.sluice.gateway.it.Fate.How;
import io.sluice.gateway.it.Fate.Point;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stock client of BoxLite loses nothing when connections break. It attaches again 15 s after a
 * cut, and 10 s more when the connection was silent from its start, so what a test needs runs at
 * once.
 */
@Timeout(180)
class BoxliteCutsIT {
  private static final String WAITS = "until the plain contract acknowledges by pong";

  /** What may come twice after a cut, in bytes: the window of the gateway. */
  private static final int WINDOW = 1 << 20;

  private static final int FAST = 12;
  private static final int LINES = 1 << 18;

  @TempDir static Path data;
  private static final Map<String, CutPolicy> POLICIES = new ConcurrentHashMap<>();
  private static final AtomicInteger BOXES = new AtomicInteger();
  private static GatewayProcess gateway;
  private static SluiceClient client;
  private static CuttingProxy proxy;
  private static BoxliteClient boxlite;

  /** A command, what it writes, and how often its line was cut. */
  private record Case(String box, BoxliteRun run, String written, int cuts) {}

  @BeforeAll
  static void start() throws Exception {
    BoxliteClient.assumeInstalled();
    gateway = GatewayProcess.start(data);
    client = gateway.client();
    proxy = CuttingProxy.before(gateway.url(), BoxliteCutsIT::fate);
    boxlite = BoxliteClient.start(proxy.url(), gateway.adminKey());
  }

  @AfterAll
  static void stop() throws Exception {
    if (boxlite != null) {
      System.out.println("the proxy before the BoxLite client: " + proxy);
      boxlite.close();
      proxy.close();
      client.close();
      gateway.close();
    }
  }

  @Test
  void aCutBetweenTheExitAndTheCloseChangesNothing() {
    String box = box(first(new Cut(new Point.BeforeFrame(FrameKind.CLOSE, 1), How.RESET)));

    Ended ended = boxlite.run(box, "sh", "-c", "echo out; exit 3").await();

    assertThat(ended).isEqualTo(new Ended("out\n", "", 3, null));
    assertThat(proxy.attempts(box)).isEqualTo(1);
  }

  @Test
  @Disabled(WAITS)
  void fastCommandsCutRightAfterThe101LoseNothing() {
    List<BoxliteRun> runs = new ArrayList<>();
    for (How how : List.of(How.RESET, How.FINISH)) {
      String box = box(first(new Cut(new Point.AfterHandshake(), how)));
      IntStream.range(0, FAST).forEach(n -> runs.add(boxlite.run(box, fast(n))));
    }

    for (int i = 0; i < runs.size(); i++) {
      assertThat(runs.get(i).await()).isEqualTo(whole(i % FAST));
    }
  }

  @Test
  @Disabled(WAITS)
  void streamsCutAtAnyPointAreWholeAndRepeatAtMostTheWindow() throws Exception {
    List<Case> cases = new ArrayList<>();
    List<How> ways = List.of(How.RESET, How.FINISH, How.HALF_RESET);
    for (int n = 0; n < 6; n++) {
      cases.add(flood(new SeededCuts(n, 2, LINES * 8, ways), 2));
    }
    cases.add(flood(first(new Cut(new Point.AfterBytes(1), How.RESET)), 1));
    cases.add(flood(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 2), How.RESET)), 1));
    cases.add(flood(first(new Cut(new Point.BeforeFrame(FrameKind.TEXT, 1), How.FINISH)), 1));
    cases.add(flood(first(new Cut(new Point.AfterBytes(LINES * 4L), How.RESET)), 1));
    cases.add(trickle(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 9), How.RESET)), 1));
    Case typed = typed();

    String box = typed.box();
    await().atMost(Duration.ofMinutes(1)).until(() -> proxy.attempts(box) == 2);
    typed.run().write("0000002\n");
    typed.run().closeStdin();

    cases.add(typed);
    cases.forEach(BoxliteCutsIT::assertWhole);
  }

  @Test
  @Disabled(WAITS)
  void stalledAndHalfOpenSocketsLoseNothing() {
    List<BoxliteRun> fast = new ArrayList<>();
    for (How how : List.of(How.STALL, How.HALF_RESET)) {
      String box = box(first(new Cut(new Point.AfterHandshake(), how)));
      IntStream.range(0, FAST).forEach(n -> fast.add(boxlite.run(box, fast(n))));
    }
    List<Case> cases = new ArrayList<>();
    Point middle = new Point.AfterBytes(LINES * 4L);
    Case stalled = flood(first(new Cut(middle, How.STALL)), 1);
    cases.add(stalled);
    cases.add(flood(first(new Cut(middle, How.HALF_RESET)), 1));
    cases.add(
        trickle(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 9), How.HALF_RESET)), 1));

    // Nothing else ends this one: after its first frame the client waits for ever.
    await().until(() -> proxy.isStalled(stalled.box()));
    proxy.resetStalled(stalled.box());

    for (int i = 0; i < fast.size(); i++) {
      assertThat(fast.get(i).await()).isEqualTo(whole(i % FAST));
    }
    cases.forEach(BoxliteCutsIT::assertWhole);
  }

  private static String[] fast(int n) {
    return new String[] {"sh", "-c", "echo N" + n + "; exit " + n};
  }

  private static Ended whole(int n) {
    return new Ended("N" + n + "\n", "", n, null);
  }

  private static Case flood(CutPolicy policy, int cuts) {
    String box = box(policy);
    BoxliteRun run = boxlite.run(box, Lines.command(LINES));
    return new Case(box, run, Lines.numbered(LINES), cuts);
  }

  /** Writes before the cut, while the client is away, and after it came back. */
  private static Case trickle(CutPolicy policy, int cuts) {
    String box = box(policy);
    BoxliteRun run = boxlite.run(box, Lines.slowCommand(200, 20));
    return new Case(box, run, Lines.numbered(200), cuts);
  }

  /** Echoes a line that comes before the cut, and waits for more. */
  private static Case typed() {
    String box = box(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 1), How.RESET)));
    BoxliteRun run = boxlite.run(box, "cat");
    run.write("0000001\n");
    return new Case(box, run, Lines.numbered(2), 1);
  }

  private static void assertWhole(Case done) {
    Ended ended = done.run().await();

    assertThat(ended.error()).isNull();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.stderr()).isEmpty();
    assertThat(Repeats.in(ended.stdout(), done.written()))
        .hasSizeLessThanOrEqualTo(done.cuts())
        .allMatch(repeated -> repeated <= WINDOW);
  }

  /** The first connection to each execution has this fate, later ones pass. */
  private static CutPolicy first(Fate fate) {
    return (_, attempt) -> attempt == 1 ? fate : new Fate.Pass();
  }

  /** A box of its own for a policy: its id is in the target of each attach. */
  private static String box(CutPolicy policy) {
    String id = client.createBox(new NewBox("cut-" + BOXES.incrementAndGet(), null)).id();
    POLICIES.put(id, policy);
    return id;
  }

  private static Fate fate(String target, int attempt) {
    return POLICIES.entrySet().stream()
        .filter(entry -> target.contains(entry.getKey()))
        .map(entry -> entry.getValue().fate(target, attempt))
        .findFirst()
        .orElseGet(Fate.Pass::new);
  }
}
