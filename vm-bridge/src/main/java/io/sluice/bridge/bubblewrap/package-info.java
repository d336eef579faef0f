/** Commands in a view of their own of the system, by bubblewrap. */
@NullMarked
package io.sluice.bridge.bubblewrap;

import org.jspecify.annotations.NullMarked;
