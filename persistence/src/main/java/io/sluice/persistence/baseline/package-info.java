/** The raw JDBC loads that benchmarks compare with. */
@NullMarked
package io.sluice.persistence.baseline;

import org.jspecify.annotations.NullMarked;
