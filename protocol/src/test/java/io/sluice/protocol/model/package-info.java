/** Values that are more than a field. */
@NullMarked
package io.sluice.protocol.model;

import org.jspecify.annotations.NullMarked;
