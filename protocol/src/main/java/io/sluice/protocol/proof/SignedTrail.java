package io.sluice.protocol.proof;

/**
 * @param seal over {@link TrailAnchor#statement()}
 */
public record SignedTrail(TrailAnchor anchor, Seal seal) {}
