package io.sluice.protocol.proof;

import java.util.concurrent.CompletionStage;

/** Signs anchors with the key of today; never on the caller's thread. */
public interface AnchorSigner {
  CompletionStage<SignedAnchor> sign(Anchor anchor);
}
