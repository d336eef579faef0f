/** The HTTP surface: routes, the WebSocket upgrade, the one mapping of errors. */
@NullMarked
package io.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
