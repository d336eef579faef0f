package io.sluice.protocol.execution;

import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.SessionId;

/** Who holds control, and by which of its connections. */
public record Seat(SessionId session, ConsumerId consumer) {}
