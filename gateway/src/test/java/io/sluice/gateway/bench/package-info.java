/** Tests of the measurements' arithmetic. */
@NullMarked
package io.sluice.gateway.bench;

import org.jspecify.annotations.NullMarked;
