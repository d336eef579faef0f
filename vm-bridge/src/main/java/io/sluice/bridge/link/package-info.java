/** The runner: dials the gateway and keeps what is unacknowledged. */
@NullMarked
package io.sluice.bridge.link;

import org.jspecify.annotations.NullMarked;
