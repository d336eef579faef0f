/** The PostgreSQL that starts with the gateway. */
@NullMarked
package io.sluice.persistence.embedded;

import org.jspecify.annotations.NullMarked;
