/** Tests of the HTTP surface over real sockets. */
@NullMarked
package io.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
