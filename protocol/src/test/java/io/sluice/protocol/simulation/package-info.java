/**
 * A seeded simulation of the production machines. One scheduler owns clock, network, journal,
 * runner and consumers; links are cut at any byte and the gateway crashes between any two events.
 * What the machines must hold is checked as it happens; a failure names its seed and prints its
 * script.
 */
@NullMarked
package io.sluice.protocol.simulation;

import org.jspecify.annotations.NullMarked;
