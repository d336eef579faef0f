/** The proof of logs: the keys that sign them, their export, and its check. */
@NullMarked
package io.sluice.gateway.audit;

import org.jspecify.annotations.NullMarked;
