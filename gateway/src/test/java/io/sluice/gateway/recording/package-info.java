@NullMarked
package io.sluice.gateway.recording;

import org.jspecify.annotations.NullMarked;
