/** Who looked at an execution or did something to it: what its access trail is made of. */
@NullMarked
package io.sluice.protocol.access;

import org.jspecify.annotations.NullMarked;
