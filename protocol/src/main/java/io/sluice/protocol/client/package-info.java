/** The reference client on the JDK's HTTP client: blocking calls, made for virtual threads. */
@NullMarked
package io.sluice.protocol.client;

import org.jspecify.annotations.NullMarked;
