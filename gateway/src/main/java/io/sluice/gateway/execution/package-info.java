/** The actors of one execution and the façade over their sharding. */
@NullMarked
package io.sluice.gateway.execution;

import org.jspecify.annotations.NullMarked;
