/** The command line: talks to a gateway as any client does, and starts one when none runs. */
@NullMarked
package io.sluice.gateway.cli;

import org.jspecify.annotations.NullMarked;
