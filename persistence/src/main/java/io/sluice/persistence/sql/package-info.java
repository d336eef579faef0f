/** Every statement and migration. */
@NullMarked
package io.sluice.persistence.sql;

import org.jspecify.annotations.NullMarked;
