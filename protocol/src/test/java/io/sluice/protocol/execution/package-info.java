/** Tests of the machine. */
@NullMarked
package io.sluice.protocol.execution;

import org.jspecify.annotations.NullMarked;
