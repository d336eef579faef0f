package io.sluice.protocol.execution;

import io.sluice.protocol.model.Offset;

/** Where a consumer that takes control begins to read. */
public sealed interface StartFrom {
  /** At its place while it is owed the rest, else at the start: it cannot say where it is. */
  record OpenPlace() implements StartFrom {}

  /** After what it acknowledged last, the exit included; a new one at the start. */
  record OwnAcknowledged() implements StartFrom {}

  /** After what the one acknowledged that has or last had control; without one at the start. */
  record PredecessorAcknowledged() implements StartFrom {}

  /** There; what was removed from there on is told as missing. */
  record At(Offset offset) implements StartFrom {}

  /** There; refused when that was removed. */
  record AtKept(Offset offset) implements StartFrom {}

  /** At the present end. */
  record Tail() implements StartFrom {}
}
