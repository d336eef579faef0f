package io.sluice.persistence.codec;

import io.sluice.protocol.model.Payload;

/**
 * What is stored.
 *
 * @param manifest name and version of the form, such as {@code output.1}
 */
public record Encoded(String manifest, Payload bytes) {}
