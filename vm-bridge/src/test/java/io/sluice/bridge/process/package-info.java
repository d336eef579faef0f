/** The process driver against real processes. */
@NullMarked
package io.sluice.bridge.process;

import org.jspecify.annotations.NullMarked;
