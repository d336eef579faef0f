package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.bridge.process.BoxGroups.Place;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to control groups, on a tree that only looks like one. */
class BoxGroupsTest {
  private static final BoxId BOX = new BoxId("b");
  private static final BoxLimits ALL = new BoxLimits(512, 2, 100);

  @TempDir Path tree;
  private final Written written = new Written();

  /** Keeps what was written, in order; refuses what a test wants refused. */
  private final class Written implements BoxGroups.Knobs {
    private final List<String> lines = new ArrayList<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> refused = new HashSet<>();

    @Override
    public boolean has(Path file) {
      return !missing.contains(file.getFileName().toString());
    }

    @Override
    public void write(Path file, String value) throws IOException {
      if (refused.contains(file.getFileName().toString())) {
        throw new IOException("refused");
      }
      assertThat(file.getParent()).isDirectory();
      boolean thread = file.endsWith("tasks");
      lines.add(tree.relativize(file) + "=" + (thread ? "thread" : value));
    }
  }

  @Test
  void versionTwoLimitsTheGroupAroundTheBoxBeforeAnythingIsInIt() throws Exception {
    BoxGroups groups = groups(new Place.Unified(tree.resolve("life")));

    groups.settle(BOX, ALL);
    groups.spawn(BOX, () -> written.lines.add("spawned"));

    assertThat(written.lines)
        .containsExactly(
            "life/box-b/memory.max=536870912",
            "life/box-b/memory.swap.max=0",
            "life/box-b/cpu.max=200000 100000",
            "life/box-b/pids.max=100",
            "spawned");
  }

  @Test
  void versionOneLimitsAGroupInEachHierarchyFromWhichTheProcessIsSpawned() throws Exception {
    BoxGroups groups =
        new BoxGroups(
            Map.of(
                Controller.MEMORY, new Place.Separate(tree.resolve("memory/life")),
                Controller.CPU, new Place.Separate(tree.resolve("cpu/life")),
                Controller.PIDS, new Place.Separate(tree.resolve("pids/life"))),
            written);

    groups.settle(BOX, ALL);
    groups.spawn(BOX, () -> written.lines.add("spawned"));

    assertThat(written.lines)
        .containsExactly(
            "memory/life/box-b/memory.limit_in_bytes=536870912",
            "memory/life/box-b/memory.memsw.limit_in_bytes=536870912",
            "cpu/life/box-b/cpu.cfs_period_us=100000",
            "cpu/life/box-b/cpu.cfs_quota_us=200000",
            "pids/life/box-b/pids.max=100",
            "memory/life/box-b/tasks=thread",
            "cpu/life/box-b/tasks=thread",
            "pids/life/box-b/tasks=thread",
            "spawned",
            "memory/tasks=thread",
            "cpu/tasks=thread",
            "pids/tasks=thread");
  }

  @Test
  void aBoxWithoutLimitsHasNoGroupsOfItsOwn() throws Exception {
    BoxGroups groups = groups(new Place.Separate(tree.resolve("all")));

    groups.settle(BOX, BoxLimits.NONE);
    groups.spawn(BOX, () -> written.lines.add("spawned"));

    assertThat(written.lines).containsExactly("spawned");
    assertThat(tree.resolve("all")).doesNotExist();
  }

  @Test
  void whatIsSetIsNotSetAgainUntilTheBoxIsForgotten() throws Exception {
    BoxGroups groups = groups(new Place.Unified(tree.resolve("life")));
    BoxLimits few = new BoxLimits(null, null, 5);

    groups.settle(BOX, few);
    groups.settle(BOX, few);
    groups.forget(BOX);
    boolean left = tree.resolve("life/box-b").toFile().exists();
    groups.settle(BOX, few);

    assertThat(left).isFalse();
    assertThat(written.lines).containsExactly("life/box-b/pids.max=5", "life/box-b/pids.max=5");
  }

  @Test
  void aLimitThatIsNotTakenIsNoLimitThatHolds() throws Exception {
    BoxGroups groups = groups(new Place.Unified(tree.resolve("life")));
    written.missing.add("memory.swap.max");
    written.refused.add("cpu.max");

    assertThatThrownBy(() -> groups.settle(BOX, ALL)).isInstanceOf(IOException.class);
    written.refused.clear();
    groups.settle(BOX, ALL);

    assertThat(written.lines)
        .contains("life/box-b/cpu.max=200000 100000")
        .noneMatch(line -> line.contains("swap"));
  }

  @Test
  void nothingIsEnforcedWhereThereIsNoController() throws Exception {
    BoxGroups nowhere = new BoxGroups(Map.of(), written);

    nowhere.settle(BOX, ALL);

    assertThat(nowhere.enforced()).isEmpty();
    assertThat(groups(new Place.Unified(tree)).enforced()).containsExactly("cpu", "memory", "pids");
    assertThat(written.lines).isEmpty();
  }

  private BoxGroups groups(Place place) {
    return new BoxGroups(
        Map.of(Controller.MEMORY, place, Controller.CPU, place, Controller.PIDS, place), written);
  }
}
