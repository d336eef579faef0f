package io.sluice.gateway.execution;

/** Why an execution got neither a place nor one in the queue. */
public sealed interface Unplaced extends CrossNode {
  /** No runner that could take it is connected and open; later one may be. */
  record Unavailable(String why) implements Unplaced {}

  /** No runner that anybody knows of is what it asks for. */
  record Unsupported(String why) implements Unplaced {}

  /** As many wait as may. */
  record QueueFull(int limit) implements Unplaced {}
}
