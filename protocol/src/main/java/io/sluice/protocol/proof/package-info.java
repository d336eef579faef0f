/** What proves a log: digests, chains of them, and signed statements about chains. */
@NullMarked
package io.sluice.protocol.proof;

import org.jspecify.annotations.NullMarked;
