package io.sluice.gateway.runner;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.RunnerId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where boxes live, for ever once that is said. */
interface BoxHomes {
  /** Empty: nowhere yet. */
  CompletionStage<Optional<RunnerId>> of(BoxId box);

  /** Where it lives now: there, unless another came first; empty: there is no such box. */
  CompletionStage<Optional<RunnerId>> settle(BoxId box, RunnerId runner);
}
