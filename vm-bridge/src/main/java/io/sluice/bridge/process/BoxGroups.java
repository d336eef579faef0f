package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One control group per box and hierarchy, by which the kernel holds all processes of the box
 * together to its limits.
 */
final class BoxGroups {
  private static final Logger LOG = LoggerFactory.getLogger(BoxGroups.class);

  private static final String THREADS = "tasks";

  private final Map<Controller, Place> places;
  private final Knobs knobs;
  private final Map<BoxId, BoxLimits> settled = new HashMap<>();

  /** Where a controller is to be had. */
  sealed interface Place {
    /** The life's group there; groups of boxes are in it. */
    Path life();

    /** Version 2: who is in an execution's group is in its box's. */
    record Unified(Path life) implements Place {}

    /** A hierarchy of version 1, which processes join besides. */
    record Separate(Path life) implements Place {}
  }

  /** The files of control groups. */
  interface Knobs {
    Knobs KERNEL = new Kernel();

    boolean has(Path file);

    void write(Path file, String value) throws IOException;

    /** Those of the kernel, which are never made by writing. */
    final class Kernel implements Knobs {
      @Override
      public boolean has(Path file) {
        return Files.exists(file);
      }

      @Override
      public void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
      }
    }
  }

  BoxGroups(Map<Controller, Place> places, Knobs knobs) {
    this.places = new EnumMap<>(Controller.class);
    this.places.putAll(places);
    this.knobs = knobs;
  }

  /**
   * Looks where boxes can be limited: in the groups of version 2 that there are, else in version 1.
   *
   * @param groups null: none that limit
   */
  static BoxGroups open(String life, @Nullable ControlGroups groups) {
    Map<Controller, Place> places = new EnumMap<>(Controller.class);
    for (Controller controller : Controller.values()) {
      Path separate = null;
      if (groups != null && groups.controllers().contains(controller)) {
        places.put(controller, new Place.Unified(groups.all().directory()));
      } else {
        separate = separate(controller, life);
      }
      if (separate != null) {
        places.put(controller, new Place.Separate(separate));
      }
    }
    return new BoxGroups(places, Knobs.KERNEL);
  }

  private static @Nullable Path separate(Controller controller, String life) {
    try {
      Path home = ControlGroupMounts.home(controller);
      return home == null ? null : Files.createDirectory(home.resolve(ControlGroups.nameOf(life)));
    } catch (IOException unusable) {
      LOG.info("{} is not limited: {}", controller.word(), unusable.toString());
      return null;
    }
  }

  /** Removes what a former life left when it was killed. */
  static void removeOf(String life) {
    for (Controller controller : Controller.values()) {
      try {
        Path home = ControlGroupMounts.home(controller);
        if (home != null) {
          remove(home.resolve(ControlGroups.nameOf(life)));
        }
      } catch (IOException unreadable) {
        LOG.debug("nothing to remove for {}: {}", controller.word(), unreadable.toString());
      }
    }
  }

  /** What boxes are held to here. */
  Set<String> enforced() {
    Set<String> words = new TreeSet<>();
    places.keySet().forEach(controller -> words.add(controller.word()));
    return words;
  }

  /** The group of a box inside of another one. */
  static Path of(Path life, BoxId box) {
    return life.resolve("box-" + box.value());
  }

  /**
   * Sets what can be set, before anything of the box runs.
   *
   * @throws IOException when the kernel does not take what it should; nothing may run then
   */
  synchronized void settle(BoxId box, BoxLimits limits) throws IOException {
    if (limits.equals(settled.getOrDefault(box, BoxLimits.NONE))) {
      return;
    }
    for (Map.Entry<Controller, Place> entry : places.entrySet()) {
      set(entry.getKey(), entry.getValue(), box, limits);
    }
    settled.put(box, limits);
  }

  private void set(Controller controller, Place place, BoxId box, BoxLimits limits)
      throws IOException {
    boolean unified = place instanceof Place.Unified;
    for (Controller.Setting setting : controller.settings(limits, unified)) {
      Path group = Files.createDirectories(of(place.life(), box));
      Path file = group.resolve(setting.file());
      if (!setting.optional() || knobs.has(file)) {
        knobs.write(file, setting.value());
      }
    }
  }

  /**
   * Spawns in the groups of a box, so that nothing it forks is ever outside. In version 1 a child
   * begins where the thread is that forks it, so a thread of its own goes there for the moment; in
   * version 2 only processes move, and what was forked before its parent was moved is gathered.
   *
   * @throws IOException when the kernel does not let the thread in; nothing was spawned
   */
  <T> T spawn(BoxId box, Spawning<T> spawning) throws IOException, StartRefused {
    List<Path> groups = separate(box);
    if (groups.isEmpty()) {
      return spawning.spawn();
    }
    FutureTask<T> task = new FutureTask<>(() -> spawnIn(groups, spawning));
    Thread.ofPlatform().name("sluice-spawner").daemon(true).start(task);
    try {
      return task.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException e -> throw e;
        case StartRefused e -> throw e;
        case null, default -> throw new IllegalStateException("a spawn failed", failed);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      throw new IOException("the spawn was interrupted", hurry);
    }
  }

  private <T> T spawnIn(List<Path> groups, Spawning<T> spawning) throws IOException, StartRefused {
    String thread = Integer.toString(Children.thread());
    try {
      for (Path group : groups) {
        knobs.write(group.resolve(THREADS), thread);
      }
      return spawning.spawn();
    } finally {
      for (Path group : groups) {
        // Back to where this process is, around the life's group.
        knobs.write(group.resolve("../..").resolve(THREADS).normalize(), thread);
      }
    }
  }

  /** The life's groups in hierarchies of version 1. */
  List<Path> separate() {
    return places.values().stream()
        .filter(place -> place instanceof Place.Separate)
        .map(Place::life)
        .toList();
  }

  private synchronized List<Path> separate(BoxId box) {
    return places.values().stream()
        .filter(place -> place instanceof Place.Separate)
        .map(place -> of(place.life(), box))
        .filter(Files::isDirectory)
        .toList();
  }

  /** Makes a child of this process, on the thread that it is called on. */
  interface Spawning<T> {
    T spawn() throws StartRefused, SystemCallFailed;
  }

  /** Nothing is left in the box. */
  synchronized void forget(BoxId box) {
    settled.remove(box);
    places.values().forEach(place -> remove(of(place.life(), box)));
  }

  /** Nothing is left at all. */
  synchronized void close() {
    settled.keySet().forEach(box -> places.values().forEach(p -> remove(of(p.life(), box))));
    settled.clear();
    for (Place place : places.values()) {
      if (place instanceof Place.Separate) {
        remove(place.life());
      }
    }
  }

  private static void remove(Path group) {
    if (Files.exists(group) && !new ControlGroup(group, Containment.UNIFIED).remove()) {
      LOG.debug("the control group {} is still in use", group);
    }
  }
}
