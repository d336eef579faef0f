package io.sluice.protocol.access;

import java.time.Instant;

/** An entry of an access trail. */
public record Access(Instant at, AccessEvent event) {}
