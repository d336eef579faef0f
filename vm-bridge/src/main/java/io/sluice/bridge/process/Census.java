package io.sluice.bridge.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reading of the process table: who belongs to which family, and which children are dead. */
final class Census {
  /** This process, which is nobody's member. */
  static final int SELF = Math.toIntExact(ProcessHandle.current().pid());

  private final List<ProcessEntry> entries;
  private final Map<Integer, Family> byPid = new HashMap<>();
  private final Map<Family, List<ProcessEntry>> living = new HashMap<>();
  private boolean news;

  private Census(List<ProcessEntry> entries) {
    this.entries = entries;
  }

  /** Leaders are looked at after the reading: one that is held then was held all the time. */
  static Census take(Collection<Family> families) {
    Census census = new Census(ProcFs.entries());
    if (!families.isEmpty()) {
      census.findDirect(families);
      census.findDescendants();
      census.collect();
      for (Family family : families) {
        census.news |= family.see(census.living(family));
      }
    }
    return census;
  }

  /** Whether there is a member whom no reading showed before. */
  boolean hasNews() {
    return news;
  }

  List<ProcessEntry> living(Family family) {
    return living.getOrDefault(family, List.of());
  }

  /** Children of this process that ended and wait to be reaped. */
  List<ProcessEntry> deadChildren() {
    return entries.stream().filter(e -> e.isZombie() && e.parent() == SELF).toList();
  }

  private void findDirect(Collection<Family> families) {
    Map<Integer, Family> byLeader = new HashMap<>();
    Map<Integer, Family> byGroup = new HashMap<>();
    Map<String, Family> byMark = new HashMap<>();
    Map<Integer, Family> bySight = new HashMap<>();
    for (Family family : families) {
      byMark.put(family.mark(), family);
      family.grouped().forEach(pid -> byGroup.put(pid, family));
      family.seen().forEach(pid -> bySight.put(pid, family));
      Integer leader = family.heldLeader();
      if (leader != null) {
        byLeader.put(leader, family);
      }
    }
    for (ProcessEntry entry : entries) {
      if (entry.pid() != SELF) {
        Family family = direct(entry, byLeader, byGroup, byMark);
        Family seer = bySight.get(entry.pid());
        if (family != null) {
          byPid.put(entry.pid(), family);
        } else if (seer != null && seer.hasSeen(entry)) {
          byPid.put(entry.pid(), seer);
        }
      }
    }
  }

  private static @Nullable Family direct(
      ProcessEntry entry,
      Map<Integer, Family> byLeader,
      Map<Integer, Family> byGroup,
      Map<String, Family> byMark) {
    Family found = byGroup.get(entry.pid());
    found = found == null ? byLeader.get(entry.session()) : found;
    found = found == null ? byLeader.get(entry.group()) : found;
    if (found != null) {
      return found;
    }
    String mark = ProcFs.variable(entry.pid(), Family.MARK_VARIABLE);
    if (mark == null) {
      return null;
    }
    Family exact = byMark.get(mark);
    return exact == null ? byMark.get(Family.lifeOf(mark)) : exact;
  }

  /** Until nobody is added: the table is in the order of pids, not of births. */
  private void findDescendants() {
    boolean more = true;
    while (more) {
      more = false;
      for (ProcessEntry entry : entries) {
        Family parents = byPid.get(entry.parent());
        if (parents != null && entry.pid() != SELF && !byPid.containsKey(entry.pid())) {
          byPid.put(entry.pid(), parents);
          more = true;
        }
      }
    }
  }

  private void collect() {
    for (ProcessEntry entry : entries) {
      Family family = byPid.get(entry.pid());
      if (family != null && entry.isAlive()) {
        living.computeIfAbsent(family, _ -> new ArrayList<>()).add(entry);
      }
    }
  }
}
