/** WebSocket frames as the streams of this gateway see them; knows no HTTP server. */
@NullMarked
package io.sluice.gateway.socket;

import org.jspecify.annotations.NullMarked;
