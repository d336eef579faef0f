package io.sluice.bridge.process;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** How the processes of an execution are held together. */
enum Way {
  UNIFIED,
  FREEZER,
  MARK;

  List<Containment> containments() {
    return switch (this) {
      case UNIFIED -> List.of(Containment.UNIFIED);
      case FREEZER -> List.of(Containment.FREEZER);
      case MARK -> List.of();
    };
  }

  /** Skips the test, and says why, where this machine has no such control groups. */
  Way assumeUsable() throws IOException {
    if (!containments().isEmpty()) {
      ControlGroups groups = ControlGroups.open(containments(), ProcFs.unguessable());
      Assumptions.assumeTrue(groups != null, "no usable control groups of kind " + this);
      if (groups != null) {
        groups.all().remove();
      }
    }
    return this;
  }
}
