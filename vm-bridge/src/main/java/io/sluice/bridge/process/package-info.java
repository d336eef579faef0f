/** The process driver: pipes, terminals, process groups, reaping. */
@NullMarked
package io.sluice.bridge.process;

import org.jspecify.annotations.NullMarked;
