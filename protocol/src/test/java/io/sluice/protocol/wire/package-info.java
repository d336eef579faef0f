/** Tests of bodies and frames. */
@NullMarked
package io.sluice.protocol.wire;

import org.jspecify.annotations.NullMarked;
