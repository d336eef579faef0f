/** Tests of boxes. */
@NullMarked
package io.sluice.gateway.box;

import org.jspecify.annotations.NullMarked;
