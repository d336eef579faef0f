package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of one life of a driver: one around all, in it one per limited box where
 * limits are to be had in it, and in these one per execution.
 */
final class ControlGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);

  private final ControlGroup all;
  private final Set<Controller> controllers;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicBoolean warned = new AtomicBoolean();

  private ControlGroups(ControlGroup all, Set<Controller> controllers) {
    this.all = all;
    this.controllers = Set.copyOf(controllers);
  }

  /**
   * Where groups can be made: below the one that this process is in. Null: nowhere.
   *
   * @param wanted the first that works is taken
   */
  static @Nullable ControlGroups open(List<Containment> wanted, String life) {
    for (Containment kind : wanted) {
      try {
        Path home = ControlGroupMounts.home(kind);
        if (home != null) {
          return open(home, kind, nameOf(life));
        }
      } catch (IOException unusable) {
        LOG.info("no control groups ({}): {}", kind, unusable.toString());
      }
    }
    return null;
  }

  /** What the group around all of a life is called. */
  static String nameOf(String life) {
    return "sluice-" + life;
  }

  private static ControlGroups open(Path home, Containment kind, String name) throws IOException {
    return switch (kind) {
      case FREEZER -> new ControlGroups(make(home.resolve(name), kind), Set.of());
      case UNIFIED -> {
        Path base = Delegation.baseFor(home);
        ControlGroup all = make(base.resolve(name), kind);
        yield new ControlGroups(all, Delegation.handDown(all.directory()));
      }
    };
  }

  private static ControlGroup make(Path directory, Containment kind) throws IOException {
    ControlGroup made = new ControlGroup(Files.createDirectory(directory), kind);
    String needed =
        switch (kind) {
          case UNIFIED -> "cgroup.kill";
          case FREEZER -> "freezer.state";
        };
    if (Files.isWritable(directory.resolve(needed))
        && Files.isWritable(directory.resolve(ControlGroup.PROCESSES))) {
      return made;
    }
    made.remove();
    throw new IOException("this kernel has no " + needed + " that this user may write");
  }

  ControlGroup all() {
    return all;
  }

  /** What groups of boxes in it can be limited in. */
  Set<Controller> controllers() {
    return controllers;
  }

  /** The group of a process that was only just spawned. Null: it has none. */
  @Nullable ControlGroup around(BoxId box, int pid) {
    Path directory = parent(box).resolve(Long.toString(numbers.incrementAndGet()));
    try {
      ControlGroup group = new ControlGroup(Files.createDirectory(directory), all.kind());
      group.add(pid);
      return group;
    } catch (IOException failed) {
      new ControlGroup(directory, all.kind()).remove();
      // A process that already ended cannot be moved, which is no reason to complain.
      if (ProcFs.isAlive(pid) && warned.compareAndSet(false, true)) {
        LOG.warn("a process could not be put in a control group: {}", failed.toString());
      }
      return null;
    }
  }

  /** The box's, where that has one because it is limited. */
  private Path parent(BoxId box) {
    Path own = BoxGroups.of(all.directory(), box);
    return Files.isDirectory(own) ? own : all.directory();
  }
}
