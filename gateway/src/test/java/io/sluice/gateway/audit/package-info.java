/** The proof of logs. */
@NullMarked
package io.sluice.gateway.audit;

import org.jspecify.annotations.NullMarked;
