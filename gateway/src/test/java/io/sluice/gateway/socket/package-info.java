/** Tests of frames. */
@NullMarked
package io.sluice.gateway.socket;

import org.jspecify.annotations.NullMarked;
