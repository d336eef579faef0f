/** Measurements that a user can repeat: {@code sluice bench}. */
@NullMarked
package io.sluice.gateway.bench;

import org.jspecify.annotations.NullMarked;
