/** Hand-written fakes that several tests share. */
@NullMarked
package io.sluice.gateway.testing;

import org.jspecify.annotations.NullMarked;
