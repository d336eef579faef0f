package io.sluice.protocol.execution;

import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Offset;

/** Why a command was not carried out; nothing was journaled then. */
public sealed interface Refusal {
  /** No execution has this id. */
  record Absent() implements Refusal {}

  /** The id is taken. */
  record AlreadyExists() implements Refusal {}

  /** The execution is over. */
  record AlreadyEnded() implements Refusal {}

  /** It has pipes, so it has no size. */
  record NotATerminal() implements Refusal {}

  /** It has a runner already, or none yet. */
  record WrongPlacement() implements Refusal {}

  /** The runner does not own the execution, or not in this life. */
  record StaleRunner() implements Refusal {}

  /** Somebody else has control. */
  record InControl(ConsumerId holder) implements Refusal {}

  /** The session has no control, or lost it to another. */
  record NotInControl() implements Refusal {}

  /** The log does not reach so far. */
  record BeyondEnd(Offset end) implements Refusal {}

  /** Output there was removed; what is left of the log begins later. */
  record Expired(Offset earliest) implements Refusal {}

  /** As many consumers as can be have a place. */
  record TooManyConsumers() implements Refusal {}

  /** Output from here on is owed to a consumer. */
  record Owed(Offset from) implements Refusal {}

  /** Reports are missing before this one. */
  record SequenceGap(long expected, long given) implements Refusal {}

  /** A report that contradicts an earlier one: output after its channel's end, a second exit. */
  record Contradiction(String what) implements Refusal {}
}
