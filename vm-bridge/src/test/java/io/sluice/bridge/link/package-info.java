/** The runner's link against a gateway end on a real socket. */
@NullMarked
package io.sluice.bridge.link;

import org.jspecify.annotations.NullMarked;
