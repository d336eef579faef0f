/** The codec of the runner link, by example and by mutation. */
@NullMarked
package io.sluice.protocol.runner;

import org.jspecify.annotations.NullMarked;
