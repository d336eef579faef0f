/** Boxes: their rows, their executions, their end. */
@NullMarked
package io.sluice.gateway.box;

import org.jspecify.annotations.NullMarked;
