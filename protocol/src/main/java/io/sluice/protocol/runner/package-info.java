/**
 * The frames of the runner link, {@code sluice.runner.v1}, their codec, and the port to drivers.
 */
@NullMarked
package io.sluice.protocol.runner;

import org.jspecify.annotations.NullMarked;
