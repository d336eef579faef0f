package io.sluice.protocol.follow;

import io.sluice.protocol.model.Offset;

/** Why a client does not come back. */
public sealed interface GiveUpReason {
  /** There is no such execution, or no longer. */
  record Gone() implements GiveUpReason {}

  /** Another one took over. */
  record Superseded() implements GiveUpReason {}

  /** What it needs was removed; the log begins here now. */
  record Expired(Offset earliest) implements GiveUpReason {}

  /** Its credential is not accepted. */
  record Unauthenticated() implements GiveUpReason {}

  /** Its request is, for another reason, refused for ever. */
  record Refused() implements GiveUpReason {}

  /** The budget is used up. */
  record Unavailable() implements GiveUpReason {}
}
