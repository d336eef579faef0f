/** The rules of the house, held over all modules: their classes, their sources, their promises. */
@NullMarked
package io.sluice.gateway.house;

import org.jspecify.annotations.NullMarked;
