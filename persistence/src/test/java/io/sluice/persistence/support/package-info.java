/** What the tests of this module share. */
@NullMarked
package io.sluice.persistence.support;

import org.jspecify.annotations.NullMarked;
