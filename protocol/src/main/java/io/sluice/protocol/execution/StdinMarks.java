package io.sluice.protocol.execution;

import io.sluice.protocol.model.StdinOffset;

/**
 * How far input came; applied &lt;= sent &lt;= received.
 *
 * @param applied as the runner says
 */
public record StdinMarks(
    Limits limits, StdinOffset received, StdinOffset sent, StdinOffset applied) {
  /**
   * How much may be under way.
   *
   * @param windowBytes received with offsets, or sent to the runner, and not applied
   * @param spoolBytes received without offsets and not applied; at least the window
   */
  public record Limits(int windowBytes, int spoolBytes) {}

  StdinMarks received(int more) {
    return new StdinMarks(limits, received.plus(more), sent, applied);
  }

  /** As much as the runner has room for. */
  StdinMarks sentAll() {
    return new StdinMarks(limits, received, sendableUpTo(), applied);
  }

  /** A runner can have applied no more than it was sent. */
  StdinMarks applied(StdinOffset upTo) {
    return new StdinMarks(limits, received, sent, later(applied, earlier(upTo, sent)));
  }

  /** The runner has it up to there, so the rest is sent again. */
  StdinMarks linkedAgain(StdinOffset taken) {
    return new StdinMarks(limits, received, later(applied, earlier(taken, received)), applied);
  }

  /** Never goes back. */
  StdinOffset creditUpTo() {
    return later(received, applied.plus(limits.windowBytes()));
  }

  StdinOffset sendableUpTo() {
    return earlier(received, applied.plus(limits.windowBytes()));
  }

  boolean hasRoomFor(int bytes) {
    return received.bytes() + bytes - applied.bytes() <= limits.spoolBytes();
  }

  private static StdinOffset later(StdinOffset one, StdinOffset other) {
    return one.isBefore(other) ? other : one;
  }

  private static StdinOffset earlier(StdinOffset one, StdinOffset other) {
    return one.isBefore(other) ? one : other;
  }
}
