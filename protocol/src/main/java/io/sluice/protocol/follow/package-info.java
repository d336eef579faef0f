/**
 * Pure machines of those who read a log: which entries come next, what one connection sends and
 * when it may end, where a client goes on after a cut. No clock, no chance, no network.
 */
@NullMarked
package io.sluice.protocol.follow;

import org.jspecify.annotations.NullMarked;
