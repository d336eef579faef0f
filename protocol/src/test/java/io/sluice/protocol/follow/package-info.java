/** Tests of the reader machines. */
@NullMarked
package io.sluice.protocol.follow;

import org.jspecify.annotations.NullMarked;
