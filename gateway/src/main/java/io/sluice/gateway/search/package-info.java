/** Looks for bytes and expressions in journaled logs, in bounded pieces of work. */
@NullMarked
package io.sluice.gateway.search;

import org.jspecify.annotations.NullMarked;
