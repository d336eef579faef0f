/** Wires the gateway: the only place that names drivers and stores. */
@NullMarked
package io.sluice.gateway.app;

import org.jspecify.annotations.NullMarked;
