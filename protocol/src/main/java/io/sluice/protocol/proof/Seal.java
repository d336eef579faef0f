package io.sluice.protocol.proof;

import io.sluice.protocol.model.Payload;

/**
 * A signature.
 *
 * @param keyId which key signed
 * @param signature Ed25519, 64 bytes
 */
public record Seal(KeyId keyId, Payload signature) {}
