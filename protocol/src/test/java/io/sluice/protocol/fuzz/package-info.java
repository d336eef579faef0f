/** Random and mutated bytes into every decoder. */
@NullMarked
package io.sluice.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
