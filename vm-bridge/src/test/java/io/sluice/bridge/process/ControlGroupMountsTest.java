package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlGroupMountsTest {
  private static final String V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw";
  private static final String HYBRID_V2 =
      "41 32 0:36 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
  private static final String FREEZER =
      "36 32 0:31 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer";
  private static final String PIDS =
      "38 32 0:33 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids";

  @Test
  void versionTwoAloneIsFoundUnderItsMount() {
    List<String> own = List.of("0::/user.slice/runner.service");

    assertThat(ControlGroupMounts.home(Containment.UNIFIED, List.of(PIDS, V2), own))
        .isEqualTo(Path.of("/sys/fs/cgroup/user.slice/runner.service"));
    assertThat(ControlGroupMounts.home(Containment.FREEZER, List.of(V2), own)).isNull();
  }

  @Test
  void bothKindsBesideEachOtherAreToldApart() {
    List<String> mounts = List.of(PIDS, FREEZER, HYBRID_V2);
    List<String> own = List.of("8:pids:/p", "6:freezer:/f", "0::/");

    assertThat(ControlGroupMounts.home(Containment.UNIFIED, mounts, own))
        .isEqualTo(Path.of("/sys/fs/cgroup/unified"));
    assertThat(ControlGroupMounts.home(Containment.FREEZER, mounts, own))
        .isEqualTo(Path.of("/sys/fs/cgroup/freezer/f"));
  }

  @Test
  void whatAContainerSeesOfItsOwnGroupIsTakenFromWhereItIsMounted() {
    String mounted = "36 32 0:31 /docker/abc /sys/fs/cgroup/freezer ro - cgroup cgroup rw,freezer";

    assertThat(
            ControlGroupMounts.home(
                Containment.FREEZER, List.of(mounted), List.of("6:freezer:/docker/abc/inner")))
        .isEqualTo(Path.of("/sys/fs/cgroup/freezer/inner"));
    assertThat(
            ControlGroupMounts.home(
                Containment.FREEZER, List.of(mounted), List.of("6:freezer:/elsewhere")))
        .isNull();
  }

  @Test
  void withoutMountsOrMembershipsThereIsNone() {
    assertThat(ControlGroupMounts.home(Containment.UNIFIED, List.of(), List.of("0::/"))).isNull();
    assertThat(ControlGroupMounts.home(Containment.UNIFIED, List.of(V2), List.of())).isNull();
    assertThat(ControlGroupMounts.home(Containment.UNIFIED, List.of("x"), List.of("y"))).isNull();
  }
}
