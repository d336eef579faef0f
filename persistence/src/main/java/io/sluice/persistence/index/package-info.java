/** What lists and searches need: tenants, keys, boxes, executions. The journal stays the truth. */
@NullMarked
package io.sluice.persistence.index;

import org.jspecify.annotations.NullMarked;
