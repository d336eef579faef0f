/** Bodies, frames, close codes and problem codes of the HTTP and WebSocket surface. */
@NullMarked
package io.sluice.protocol.wire;

import org.jspecify.annotations.NullMarked;
