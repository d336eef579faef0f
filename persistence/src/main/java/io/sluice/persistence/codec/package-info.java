/** Events and states as stored bytes: the only place that knows stored names. */
@NullMarked
package io.sluice.persistence.codec;

import org.jspecify.annotations.NullMarked;
