package io.sluice.protocol.proof;

/**
 * @param seal over {@link Anchor#statement()}
 */
public record SignedAnchor(Anchor anchor, Seal seal) {}
