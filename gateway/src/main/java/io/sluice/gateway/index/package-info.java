/** The index as the gateway calls it: never on a thread that others wait for. */
@NullMarked
package io.sluice.gateway.index;

import org.jspecify.annotations.NullMarked;
