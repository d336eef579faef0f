/** Digests, chains, anchors. */
@NullMarked
package io.sluice.protocol.proof;

import org.jspecify.annotations.NullMarked;
