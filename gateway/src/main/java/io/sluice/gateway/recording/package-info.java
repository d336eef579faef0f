/** What an execution showed, for players and terminals: nothing here knows of streams or HTTP. */
@NullMarked
package io.sluice.gateway.recording;

import org.jspecify.annotations.NullMarked;
