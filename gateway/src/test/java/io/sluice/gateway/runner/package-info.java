/** Tests of runner links at the gateway. */
@NullMarked
package io.sluice.gateway.runner;

import org.jspecify.annotations.NullMarked;
