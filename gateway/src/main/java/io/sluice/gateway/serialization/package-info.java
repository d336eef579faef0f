/** How messages travel between nodes. */
@NullMarked
package io.sluice.gateway.serialization;

import org.jspecify.annotations.NullMarked;
