package io.sluice.bridge.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Controllers of version 2 in groups below a group. The kernel hands them down only from a group in
 * which no process is, the root's excepted; so not from this process's own.
 */
final class Delegation {
  private static final Logger LOG = LoggerFactory.getLogger(Delegation.class);
  private static final String HANDED_DOWN = "cgroup.subtree_control";
  private static final int ROOT = 0;

  private Delegation() {}

  /**
   * Where to make groups: at home, or beside it where only that gives controllers and the parent
   * was given to this user (a systemd unit with Delegate=yes and DelegateSubgroup=).
   */
  static Path baseFor(Path home) {
    if (!handDown(home).isEmpty()) {
      return home;
    }
    Path parent = home.getParent();
    return parent != null && isGiven(home, parent) && !handDown(parent).isEmpty() ? parent : home;
  }

  /** Has the controllers in the groups below, as far as the kernel does that. */
  static Set<Controller> handDown(Path group) {
    Set<Controller> handed = EnumSet.noneOf(Controller.class);
    for (Controller controller : Controller.values()) {
      try {
        Files.writeString(
            group.resolve(HANDED_DOWN), "+" + controller.word(), StandardOpenOption.WRITE);
        handed.add(controller);
      } catch (IOException refused) {
        LOG.debug("{} does not hand down {}: {}", group, controller, refused.toString());
      }
    }
    return handed;
  }

  /** Root may write everywhere, which does not make it root's to use. */
  private static boolean isGiven(Path home, Path parent) {
    try {
      Object owner = Files.getAttribute(parent, "unix:uid");
      return !owner.equals(ROOT)
          && owner.equals(Files.getAttribute(home, "unix:uid"))
          && Files.isWritable(parent.resolve(HANDED_DOWN));
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
