/** Tests of the actors and what they are made of. */
@NullMarked
package io.sluice.gateway.execution;

import org.jspecify.annotations.NullMarked;
