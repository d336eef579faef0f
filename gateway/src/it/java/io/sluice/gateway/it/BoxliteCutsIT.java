package io.sluice.gateway.it;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.gateway.it.BoxliteRun.Ended;
import io.sluice.gateway.it.Fate.Cut;
import io.sluice.gateway.it.Fate.How;
import io.sluice.gateway.it.Fate.Point;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The stock client of BoxLite loses nothing when connections break. It attaches again 15 s after a
 * cut, and 10 s more when the connection was silent from its start, so what a test needs runs at
 * once.
 */
@Timeout(180)
@ExtendWith(Rig.Shared.class)
class BoxliteCutsIT {
  /** What may come twice after a cut, in bytes: the window of the gateway. */
  private static final int WINDOW = 1 << 20;

  private static final int FAST = 12;
  private static final int LINES = 1 << 18;

  private static final Map<String, CutPolicy> POLICIES = new ConcurrentHashMap<>();
  private static final AtomicInteger BOXES = new AtomicInteger();
  private static SluiceClient client;
  private static CuttingProxy proxy;
  private static BoxliteClient boxlite;

  /** A command in a box of its own, and what it writes. */
  private record Case(String box, BoxliteRun run, String written) {
    /** How often its client came again. */
    int returns() {
      return proxy.attempts(box) - 1;
    }
  }

  @BeforeAll
  static void start(Rig rig) throws Exception {
    BoxliteClient.assumeInstalled();
    client = rig.client();
    proxy = CuttingProxy.before(rig.gateway().url(), BoxliteCutsIT::fate);
    boxlite = BoxliteClient.start(proxy.url(), rig.gateway().adminKey());
  }

  @AfterAll
  static void stop() throws Exception {
    if (boxlite != null) {
      System.out.println("the proxy before the BoxLite client: " + proxy);
      boxlite.close();
      proxy.close();
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
  @Tag("O5")
  @Tag("C21")
  void fastCommandsCutRightAfterThe101LoseNothing() {
    List<BoxliteRun> runs = new ArrayList<>();
    runs.addAll(fastCutAfterThe101(How.RESET));
    runs.addAll(fastCutAfterThe101(How.FINISH));

    assertFastWhole(runs);
  }

  @Test
  @Tag("O8")
  @Tag("I7")
  void streamsCutAtAnyPointAreWholeAndRepeatAtMostTheWindow() {
    List<Case> anywhere = new ArrayList<>();
    List<How> ways = List.of(How.RESET, How.FINISH, How.HALF_RESET);
    for (int seed = 0; seed < 6; seed++) {
      anywhere.add(flood(new SeededCuts(seed, 2, LINES * 8, ways)));
    }
    anywhere.add(flood(first(new Cut(new Point.BeforeFrame(FrameKind.TEXT, 1), How.FINISH))));
    List<Case> cases = new ArrayList<>();
    cases.add(flood(first(new Cut(new Point.AfterBytes(1), How.RESET))));
    cases.add(flood(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 2), How.RESET))));
    cases.add(flood(first(new Cut(new Point.AfterBytes(LINES * 4L), How.RESET))));
    cases.add(trickle(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 9), How.RESET))));
    cases.add(typed());

    anywhere.forEach(BoxliteCutsIT::assertWhole);
    cases.forEach(BoxliteCutsIT::assertWhole);
    assertThat(anywhere.stream().map(Case::returns)).anyMatch(returns -> returns > 0);
    assertThat(cases.stream().map(Case::returns)).containsOnly(1);
  }

  @Test
  @Tag("O5")
  @Tag("O8")
  void stalledAndHalfOpenSocketsLoseNothing() {
    List<BoxliteRun> fast = new ArrayList<>();
    fast.addAll(fastCutAfterThe101(How.STALL));
    fast.addAll(fastCutAfterThe101(How.HALF_RESET));
    Point middle = new Point.AfterBytes(LINES * 4L);
    Case stalled = flood(first(new Cut(middle, How.STALL)));
    Case half = flood(first(new Cut(middle, How.HALF_RESET)));
    Point ninth = new Point.AfterFrame(FrameKind.BINARY, 9);
    Case slow = trickle(first(new Cut(ninth, How.HALF_RESET)));

    // Nothing else ends this one: after its first frame the client waits for ever.
    await().until(() -> proxy.isStalled(stalled.box()));
    proxy.resetStalled(stalled.box());

    List<Case> cases = List.of(stalled, half, slow);
    assertFastWhole(fast);
    cases.forEach(BoxliteCutsIT::assertWhole);
    assertThat(cases.stream().map(Case::returns)).containsOnly(1);
  }

  private static List<BoxliteRun> fastCutAfterThe101(How how) {
    String box = box(first(new Cut(new Point.AfterHandshake(), how)));
    return IntStream.range(0, FAST)
        .mapToObj(n -> boxlite.run(box, "sh", "-c", "echo N" + n + "; exit " + n))
        .toList();
  }

  /** Not even a repeat, for nothing passed before the cut. */
  private static void assertFastWhole(List<BoxliteRun> runs) {
    for (int i = 0; i < runs.size(); i++) {
      int n = i % FAST;
      assertThat(runs.get(i).await()).isEqualTo(new Ended("N" + n + "\n", "", n, null));
    }
  }

  private static Case flood(CutPolicy policy) {
    String box = box(policy);
    return new Case(box, boxlite.run(box, Lines.command(LINES)), Lines.numbered(LINES));
  }

  /**
   * Writes before the cut, while the client is away, and after it came back. Its input ends before
   * the cut, and the client says so again when it comes back.
   */
  private static Case trickle(CutPolicy policy) {
    String box = box(policy);
    BoxliteRun run = boxlite.run(box, Lines.slowCommand(200, 20));
    run.closeStdin();
    return new Case(box, run, Lines.numbered(200));
  }

  /**
   * Echoes a line that came before the cut and one after it. What is written at the very moment of
   * a cut may be lost: this contract's input is at most once.
   */
  private static Case typed() {
    String box = box(first(new Cut(new Point.AfterFrame(FrameKind.BINARY, 1), How.RESET)));
    BoxliteRun run = boxlite.run(box, "cat");
    run.write("0000001\n");
    await().atMost(ofMinutes(1)).until(() -> proxy.attempts(box) == 2);
    run.write("0000002\n");
    run.closeStdin();
    return new Case(box, run, Lines.numbered(2));
  }

  private static void assertWhole(Case done) {
    Ended ended = done.run().await();

    assertThat(ended.error()).isNull();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.stderr()).isEmpty();
    assertThat(Repeats.in(ended.stdout(), done.written()))
        .hasSizeLessThanOrEqualTo(done.returns())
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
