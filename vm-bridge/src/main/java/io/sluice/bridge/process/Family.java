package io.sluice.bridge.process;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.ExitStatus;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All processes of one execution, those too that left its group and session. Its members are who
 * descends from the leader, is in its session, group or control group, has its mark in the
 * environment, or was seen to be a member before.
 */
final class Family {
  static final String MARK_VARIABLE = "SLUICE_MARK";
  private static final Logger LOG = LoggerFactory.getLogger(Family.class);
  private static final int KILL = 9;

  private final @Nullable BoxId box;
  private final @Nullable Integer leader;
  private final String mark;
  private final @Nullable ControlGroup group;
  private @Nullable Confined confined;
  private boolean leaderReaped;
  private Map<Integer, Long> seen = Map.of();

  private Family(
      @Nullable BoxId box, @Nullable Integer leader, String mark, @Nullable ControlGroup group) {
    this.box = box;
    this.leader = leader;
    this.mark = mark;
    this.group = group;
  }

  /**
   * @param leader a child of ours, which {@link #reapLeader} reaps
   */
  static Family of(BoxId box, int leader, String mark, @Nullable ControlGroup group) {
    return new Family(box, leader, mark, group);
  }

  /** Everything of a life of a driver: a mark that begins with it is a mark of this family. */
  static Family ofLife(String life, @Nullable ControlGroup group) {
    return new Family(null, null, life, group);
  }

  /** What an execution's processes carry; the life that it belongs to can be read from it. */
  static String mark(String life, String own) {
    return life + "." + own;
  }

  static String lifeOf(String mark) {
    int end = mark.indexOf('.');
    return end < 0 ? mark : mark.substring(0, end);
  }

  /** The leader is a keeper: what it keeps is signalled in its place. */
  synchronized void confine(Confined inside) {
    confined = inside;
  }

  /** How the execution ended. */
  synchronized ExitStatus statusOf(ExitStatus leaders) {
    return confined == null ? leaders : confined.statusOf(leaders);
  }

  boolean isIn(BoxId wanted) {
    return wanted.equals(box);
  }

  String mark() {
    return mark;
  }

  Collection<Integer> grouped() {
    return group == null ? List.of() : group.members();
  }

  /** The leader's pid, which is its group's and session's too, while it cannot be another's. */
  synchronized @Nullable Integer heldLeader() {
    return leaderReaped ? null : leader;
  }

  private synchronized @Nullable Integer signalledGroup() {
    if (leaderReaped) {
      return null;
    }
    return confined == null ? leader : Integer.valueOf(confined.command().pid());
  }

  synchronized boolean hasSeen(ProcessEntry process) {
    Long start = seen.get(process.pid());
    return start != null && start == process.start();
  }

  synchronized Collection<Integer> seen() {
    return seen.keySet();
  }

  /** Returns whether there is somebody who was not seen before. */
  synchronized boolean see(Collection<ProcessEntry> living) {
    boolean news = !living.stream().allMatch(this::hasSeen);
    seen = living.stream().collect(Collectors.toMap(ProcessEntry::pid, ProcessEntry::start));
    return news;
  }

  /** The command's. */
  synchronized void signalGroup(int signal) {
    if (leader == null || leaderReaped) {
      return;
    }
    if (confined == null) {
      Children.signalGroup(leader, signal);
    } else {
      confined.signal(signal);
    }
  }

  private synchronized void killGroup() {
    if (leader != null && !leaderReaped) {
      Children.signalGroup(leader, KILL);
    }
  }

  private synchronized boolean isKeptFromSignals(ProcessEntry member) {
    return confined != null && confined.isKeptFromSignals(member.pid());
  }

  synchronized void reapLeader() {
    if (leader != null && !leaderReaped) {
      leaderReaped = true;
      OwnChildren.reap(leader);
      if (confined != null) {
        confined.close();
        confined = null;
      }
    }
  }

  /** The kernel's ways first, which nobody escapes by forking; then one by one. */
  void kill(Collection<ProcessEntry> living) {
    if (group != null) {
      try {
        group.kill();
      } catch (IOException failed) {
        LOG.debug("a control group could not be killed: {}", failed.toString());
      }
    }
    killGroup();
    living.forEach(member -> Children.signalSame(member, KILL));
  }

  /** The group in one step, then who is not in it. */
  void signal(Collection<ProcessEntry> living, int signal) {
    Integer ours = signalledGroup();
    signalGroup(signal);
    living.stream()
        .filter(member -> ours == null || member.group() != ours)
        .filter(member -> !isKeptFromSignals(member))
        .forEach(member -> Children.signalSame(member, signal));
  }

  /**
   * Moves members into the control group who were forked before their parent was in it, which shows
   * in that they are still where this process is: who is elsewhere, in a container that an
   * execution started, stays there. Returns whether there were any.
   */
  boolean gather(Collection<ProcessEntry> living) {
    if (group == null || living.isEmpty()) {
      return false;
    }
    Containment kind = group.kind();
    String ours = ControlGroupMounts.membership(kind, Census.SELF);
    List<Integer> outside =
        living.stream()
            .map(ProcessEntry::pid)
            .filter(member -> Objects.equals(ours, ControlGroupMounts.membership(kind, member)))
            .toList();
    for (Integer member : outside) {
      try {
        group.add(member);
      } catch (IOException gone) {
        LOG.debug("{} is not in its control group: {}", member, gone.toString());
      }
    }
    return !outside.isEmpty();
  }

  /** Whether the kernel says that nobody is left; false when it cannot say. */
  boolean isProvenEmpty() {
    return group != null && group.remove();
  }

  /** The last of them is gone. */
  void dissolve() {
    if (group != null && !group.remove()) {
      LOG.warn("the control group {} is still in use", group.directory());
    }
  }
}
