package io.sluice.bridge.process;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** How the processes of an execution are held together. */
enum Way {
  UNIFIED(Containment.UNIFIED),
  FREEZER(Containment.FREEZER),
  MARK;

  private final List<Containment> containments;

  Way(Containment... containments) {
    this.containments = List.of(containments);
  }

  List<Containment> containments() {
    return containments;
  }

  /** Skips the test, and says why, where this machine has no such control groups. */
  Way assumeUsable() throws IOException {
    if (!containments.isEmpty()) {
      ControlGroups groups = ControlGroups.open(containments, ProcFs.unguessable());
      Assumptions.assumeTrue(groups != null, "no usable control groups of kind " + this);
      if (groups != null) {
        groups.all().remove();
      }
    }
    return this;
  }
}
