package io.sluice.gateway.it;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a soak did and found, by kind. */
final class SoakTally {
  private final Map<CutKind, Integer> cuts = new EnumMap<>(CutKind.class);
  private final Map<CutKind, Integer> unfinished = new EnumMap<>(CutKind.class);
  private final Map<Fate.How, Integer> ways = new EnumMap<>(Fate.How.class);
  private final Map<String, Integer> finished = new TreeMap<>();
  private int repeats;
  private long longestRepeat;
  private long bytes;

  synchronized void cut(CutKind kind, Fate.How how) {
    cuts.merge(kind, 1, Integer::sum);
    ways.merge(how, 1, Integer::sum);
  }

  synchronized void countsAsUnfinished(CutKind kind) {
    unfinished.merge(kind, 1, Integer::sum);
  }

  /** So many bytes came again after one cut. */
  synchronized void repeated(long count) {
    repeats++;
    longestRepeat = Math.max(longestRepeat, count);
  }

  /** A reader got everything. */
  synchronized void finished(String contract, long count) {
    finished.merge(contract, 1, Integer::sum);
    bytes += count;
  }

  /** How many cuts hit a delivery that had not ended. */
  synchronized int unfinished() {
    return unfinished.values().stream().mapToInt(i -> i).sum();
  }

  synchronized long longestRepeat() {
    return longestRepeat;
  }

  /** Kinds of cuts that never happened. */
  synchronized List<CutKind> missing() {
    return Arrays.stream(CutKind.values()).filter(kind -> !cuts.containsKey(kind)).toList();
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder("cuts " + ways + ", by place (during delivery):");
    cuts.forEach(
        (kind, count) ->
            text.append(
                "\n  %-24s %6d (%d)".formatted(kind, count, unfinished.getOrDefault(kind, 0))));
    return text.append("\nreaders that got everything: " + finished + ", " + bytes + " bytes")
        .append(
            "\nrepeats without offsets: " + repeats + ", the longest " + longestRepeat + " bytes")
        .toString();
  }
}
