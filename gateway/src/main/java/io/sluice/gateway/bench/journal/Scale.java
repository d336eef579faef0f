package io.sluice.gateway.bench.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param seconds of each load
 * @param warmupSeconds of the gateway before, as one that has run for a while: its compilers take a
 *     processor for half a minute
 * @param rounds of each comparison; their median counts
 * @param sizes of records, in bytes
 * @param executions over which fifty writers take turns
 * @param inFlight records that each of fifty writers has in flight, each with its own execution
 * @param many executions that are idle, and written in turns
 * @param logMib of the log that is read
 * @param formTime of each load of another form that counts
 * @param commitRows rows that a commit of such a load may have at most
 */
record Scale(
    Set<Part> parts,
    int seconds,
    int warmupSeconds,
    int rounds,
    List<Integer> sizes,
    List<Integer> writers,
    List<Integer> executions,
    List<Integer> inFlight,
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
    inFlight = List.copyOf(inFlight);
    commitRows = List.copyOf(commitRows);
  }

  /**
   * Each size with each number of writers, each with its own; then turns over executions; then
   * writers that do not wait for each answer.
   */
  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int size : sizes) {
      writers.forEach(count -> shapes.add(new Shape(size, count, count, 1)));
    }
    int bytes = sizes.getFirst();
    executions.forEach(streams -> add(shapes, new Shape(bytes, TURN_WRITERS, streams, 1)));
    inFlight.forEach(count -> add(shapes, new Shape(bytes, TURN_WRITERS, TURN_WRITERS, count)));
    return shapes;
  }

  private static void add(List<Shape> shapes, Shape shape) {
    if (!shapes.contains(shape)) {
      shapes.add(shape);
    }
  }
}
