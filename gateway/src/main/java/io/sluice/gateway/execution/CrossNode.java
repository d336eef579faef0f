package io.sluice.gateway.execution;

/** Marks messages that may travel between nodes, so that they are serialized, and tested to be. */
public interface CrossNode {}
