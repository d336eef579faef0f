package io.sluice.protocol.execution;

import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;

/** The one life of the one runner that an execution belongs to. */
public record Assignment(RunnerId runner, Incarnation incarnation) {}
