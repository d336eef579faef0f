package io.sluice.gateway.execution;

import io.sluice.protocol.runner.GatewayFrame;

/** What an execution has its runner's link send. */
public record ToRunner(GatewayFrame frame) implements CrossNode {}
