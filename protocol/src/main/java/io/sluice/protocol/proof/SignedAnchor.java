package io.sluice.protocol.proof;

import io.sluice.protocol.model.Payload;

/**
 * @param keyId which key signed it
 * @param signature Ed25519 over {@link Anchor#statement()}, 64 bytes
 */
public record SignedAnchor(Anchor anchor, KeyId keyId, Payload signature) {}
