/** Logs that prove themselves: their export, and the check of one. */
@NullMarked
package io.sluice.persistence.audit;

import org.jspecify.annotations.NullMarked;
