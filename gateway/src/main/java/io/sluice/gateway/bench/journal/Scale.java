package io.sluice.gateway.bench.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param seconds of each load
 * @param rounds of each comparison; their median counts
 * @param sizes of records, in bytes
 * @param executions over which fifty writers take turns
 * @param many executions that are idle, and written in turns
 * @param logMib of the log that is read
 * @param formTime of each load of another form that counts
 * @param commitRows rows that a commit of such a load may have at most
 */
record Scale(
    Set<Part> parts,
    int seconds,
    int rounds,
    List<Integer> sizes,
    List<Integer> writers,
    List<Integer> executions,
    int many,
    int logMib,
    Duration formTime,
    List<Integer> commitRows) {
  private static final int TURN_WRITERS = 50;

  /** Copies the collections. */
  Scale {
    parts = Set.copyOf(parts);
    sizes = List.copyOf(sizes);
    writers = List.copyOf(writers);
    executions = List.copyOf(executions);
    commitRows = List.copyOf(commitRows);
  }

  /** Each size with each number of writers, each with its own; then turns over executions. */
  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int bytes : sizes) {
      writers.forEach(count -> shapes.add(new Shape(bytes, count, count, 1)));
    }
    for (int streams : executions) {
      Shape turns = new Shape(sizes.getFirst(), TURN_WRITERS, streams, 1);
      if (!shapes.contains(turns)) {
        shapes.add(turns);
      }
    }
    return shapes;
  }
}
