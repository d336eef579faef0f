@NullMarked
package io.sluice.protocol.client;

import org.jspecify.annotations.NullMarked;
