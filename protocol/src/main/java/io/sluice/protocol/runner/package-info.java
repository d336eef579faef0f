/** The frames of the runner link, {@code sluice.runner.v1}, and their codec. */
@NullMarked
package io.sluice.protocol.runner;

import org.jspecify.annotations.NullMarked;
