/** Settings of the journal plugin. */
@NullMarked
package io.sluice.persistence.journal;

import org.jspecify.annotations.NullMarked;
