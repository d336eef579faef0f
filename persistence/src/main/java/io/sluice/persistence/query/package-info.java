/** Reading journaled logs, by offset, in bounded pages. */
@NullMarked
package io.sluice.persistence.query;

import org.jspecify.annotations.NullMarked;
