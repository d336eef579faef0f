/** Tests of tenants. */
@NullMarked
package io.sluice.gateway.tenant;

import org.jspecify.annotations.NullMarked;
