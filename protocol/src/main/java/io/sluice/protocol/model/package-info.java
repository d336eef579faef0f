/** Values that every layer shares: ids, offsets, bytes, channels, statuses. Depends on nothing. */
@NullMarked
package io.sluice.protocol.model;

import org.jspecify.annotations.NullMarked;
