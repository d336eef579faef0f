/** What leaves the journal. */
@NullMarked
package io.sluice.persistence.retention;

import org.jspecify.annotations.NullMarked;
