package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.runner.Driver.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every process of every execution can be found and ended: by control groups where
 * they can be made, else by the mark in its environment and by descent; after this process's own
 * death by a watchdog, and at last by the next life.
 */
final class Custody {
  private static final Logger LOG = LoggerFactory.getLogger(Custody.class);
  private static final long FORMER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long BOX_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path lifeFile;
  private final Life life;
  private final @Nullable ControlGroups groups;
  private final BoxGroups limits;
  private final Sweeper sweeper;
  private final Watchdog watchdog;
  private final Family everything;

  private Custody(
      Path lifeFile,
      Life life,
      @Nullable ControlGroups groups,
      BoxGroups limits,
      Sweeper sweeper,
      Watchdog watchdog) {
    this.lifeFile = lifeFile;
    this.life = life;
    this.groups = groups;
    this.limits = limits;
    this.sweeper = sweeper;
    this.watchdog = watchdog;
    this.everything = Family.ofLife(life.name(), null);
  }

  /**
   * Ends what a former life left, then takes over.
   *
   * @param state the driver's own directory
   * @throws IOException when the state directory is unusable or no watchdog can be started
   */
  static Custody open(
      Path state, List<Containment> containments, Reactor reactor, LongSupplier nanoClock)
      throws IOException {
    Path file = state.resolve("life");
    Life former = Life.read(file);
    String name = ProcFs.unguessable();
    Sweeper sweeper = Sweeper.start(nanoClock);
    OwnChildren.beginAdoption();
    ControlGroups groups = null;
    BoxGroups limits = new BoxGroups(Map.of(), BoxGroups.Knobs.KERNEL);
    try {
      endFormer(former, sweeper);
      groups = ControlGroups.open(containments, name);
      Life life = new Life(name, groups == null ? null : groups.all());
      LOG.info("executions are held together by {}", groups == null ? "their mark" : life.group());
      life.write(file);
      limits = containments.isEmpty() ? limits : BoxGroups.open(name, groups);
      LOG.info(
          "boxes are limited in {}", limits.enforced().isEmpty() ? "nothing" : limits.enforced());
      Watchdog watchdog = Watchdog.over(reactor, life, limits.separate());
      Custody custody = new Custody(file, life, groups, limits, sweeper, watchdog);
      sweeper.add(custody.everything);
      return custody;
    } catch (IOException failed) {
      limits.close();
      if (groups != null) {
        groups.all().remove();
      }
      OwnChildren.endAdoption();
      sweeper.close();
      throw failed;
    }
  }

  private static void endFormer(@Nullable Life former, Sweeper sweeper) {
    if (former == null) {
      return;
    }
    Family left = Family.ofLife(former.name(), former.group());
    sweeper.add(left);
    if (!awaitEnd(sweeper, family -> family == left, FORMER_NANOS)) {
      LOG.warn("a former life left processes that do not end by KILL");
    }
    BoxGroups.removeOf(former.name());
  }

  /** A new execution's, for {@link Family#MARK_VARIABLE}. */
  String mark() throws IOException {
    return Family.mark(life.name(), ProcFs.unguessable());
  }

  /** What boxes are held to. */
  Set<String> enforced() {
    return limits.enforced();
  }

  /**
   * Spawns something where its box is held to its limits.
   *
   * @throws IOException when it cannot be held to them though it should; nothing was spawned
   */
  <T> T spawn(Home home, BoxGroups.Spawning<T> spawning) throws IOException, StartRefused {
    limits.settle(home.box(), home.limits());
    return limits.spawn(home.box(), spawning);
  }

  /**
   * @param leader only just spawned with the mark
   */
  Family take(BoxId box, int leader, String mark) {
    ControlGroup group = groups == null ? null : groups.around(box, leader);
    Family family = Family.of(box, leader, mark, group);
    sweeper.add(family);
    return family;
  }

  /** TERM for every member. */
  void terminate(Family family) {
    sweeper.terminate(family);
  }

  /**
   * KILL for every member until nobody is left.
   *
   * @param struck called, on any thread, once all that were there had their first KILL
   */
  void end(Family family, Runnable struck) {
    sweeper.end(family, struck);
  }

  /** Reaps the leader. Whom it left behind is kept in mind. */
  void release(Family family) {
    family.reapLeader();
    sweeper.leaderGone(family);
  }

  /** Ends all that was started in a box; waits for it, bounded. */
  void endBox(BoxId box) {
    if (!awaitEnd(sweeper, family -> family.isIn(box), BOX_NANOS)) {
      LOG.warn("processes of box {} do not end by KILL", box);
    }
    limits.forget(box);
  }

  /** Ends everything. Before the reactor is closed. */
  void close() {
    if (awaitEnd(sweeper, _ -> true, CLOSE_NANOS)) {
      limits.close();
      forgetLife();
      watchdog.dismiss();
    } else {
      LOG.warn("processes did not end by KILL; the watchdog and the next life go on");
    }
    OwnChildren.endAdoption();
    sweeper.close();
  }

  private void forgetLife() {
    ControlGroup group = life.group();
    if (group != null && !group.remove()) {
      LOG.warn("the control group {} is still in use", group.directory());
    }
    try {
      Files.deleteIfExists(lifeFile);
    } catch (IOException failed) {
      LOG.warn("{} could not be removed: {}", lifeFile, failed.getMessage());
    }
  }

  private static boolean awaitEnd(Sweeper sweeper, Predicate<Family> which, long boundNanos) {
    try {
      return sweeper.endAll(which, boundNanos);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
