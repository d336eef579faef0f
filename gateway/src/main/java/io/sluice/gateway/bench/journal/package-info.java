/** The journal under load, beside other systems that promise that what they took is on the disk. */
@NullMarked
package io.sluice.gateway.bench.journal;

import org.jspecify.annotations.NullMarked;
