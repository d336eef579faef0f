/** End to end: a gateway in a process of its own, over real sockets and PostgreSQL. */
@NullMarked
package io.sluice.gateway.it;

import org.jspecify.annotations.NullMarked;
