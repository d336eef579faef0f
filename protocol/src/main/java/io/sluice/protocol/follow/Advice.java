package io.sluice.protocol.follow;

import java.time.Duration;

/** What a close code or a refusal says about coming back; a broken connection says Later. */
public sealed interface Advice {
  /** At once. */
  record Now() implements Advice {}

  /** After a pause, and not before this time. */
  record Later(Duration atLeast) implements Advice {}

  /** Not at all. */
  record Never(GiveUpReason reason) implements Advice {}
}
