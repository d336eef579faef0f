/** Tests of the wired parts, over a real PostgreSQL. */
@NullMarked
package io.sluice.gateway.app;

import org.jspecify.annotations.NullMarked;
